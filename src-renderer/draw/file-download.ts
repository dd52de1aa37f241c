/** Gives something written to the person as a file of theirs: by the browser's own way, which every host knows. */

/** Milliseconds after which the browser has taken what it was offered. */
const TAKEN = 60_000;

export function offerFile(name: string, content: Blob | string, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, TAKEN);
}

/** A name as any file system takes it. */
export function writeFileName(name: string, ending: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._+-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `${plain === '' ? 'weir' : plain}.${ending}`;
}
