/** One command of a menu. */

export interface MenuItem {
  readonly title: string;
  /** A line beneath: what it does, in other words. */
  readonly hint?: string | undefined;
  /** Of a choice among the menu's items: whether it is chosen. */
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly tone?: 'loss' | undefined;
  /** Of the group that it belongs to: stands above the first of it. */
  readonly heading?: string | undefined;
  /** A line above it. */
  readonly separated?: boolean | undefined;
  readonly run: () => void;
}
