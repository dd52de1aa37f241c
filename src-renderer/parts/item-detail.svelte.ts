/** What there is to know of the item whose details are shown, read anew when it or the library changes. */
import type { ItemDetail } from '../../src-main/contract/library.ts';
import { call } from '../bridge/bridge.ts';
import { library } from '../state/library.svelte.ts';

export class DetailOf {
  detail = $state.raw<ItemDetail | undefined>();
  error = $state.raw<unknown>();

  /** To be made while a component is. @param findId of what is shown now */
  constructor(findId: () => number) {
    // Records come anew with each change; the thing is another only when its number is.
    const id = $derived(findId());
    $effect(() => {
      library.follow();
      let isCurrent = true;
      if (this.detail?.item.id !== id) this.detail = undefined;
      call('library.show', { item: `#${id}` }).then(
        (detail) => {
          if (isCurrent) [this.detail, this.error] = [detail, undefined];
        },
        (error: unknown) => {
          if (isCurrent) this.error = error;
        },
      );
      return () => {
        isCurrent = false;
      };
    });
  }
}
