/** Which page is shown, told by the address after its #: '#/run/12?tab=log'. */

export const PAGE_NAMES = [
  'checkpoints',
  'datasets',
  'merge',
  'run',
  'result',
  'sweep',
  'fisher',
  'history',
  'settings',
] as const;

export type PageName = (typeof PAGE_NAMES)[number];

/** `id`: what stands after the page's name; the others are as the query says. */
export type Params = Readonly<Record<string, string | undefined>>;

interface Place {
  readonly page: PageName;
  readonly params: Params;
}

const HOME: Place = { page: 'checkpoints', params: {} };

function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name, id] = path.split('/');
  const page = PAGE_NAMES.find((one) => one === name);
  if (page === undefined) return HOME;
  const params = Object.fromEntries(new URLSearchParams(query));
  return { page, params: id === undefined ? params : { ...params, id } };
}

/** The address of a page, for links. */
export function linkTo(page: PageName, { id, ...query }: Readonly<Record<string, string | number>> = {}) {
  const asked = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  return `#/${page}${id === undefined ? '' : `/${id}`}${asked.size === 0 ? '' : `?${asked}`}`;
}

class Router {
  #place = $state.raw<Place>(readPlace(window.location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.#place = readPlace(window.location.hash);
    });
  }

  get page(): PageName {
    return this.#place.page;
  }

  get params(): Params {
    return this.#place.params;
  }

  go(page: PageName, params: Readonly<Record<string, string | number>> = {}): void {
    window.location.hash = linkTo(page, params);
  }
}

export const router = new Router();
