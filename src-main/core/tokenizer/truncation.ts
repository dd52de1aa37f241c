/** How many tokens of each text stay when a pair is too long. */

/**
 * The lengths that `longest_first` leaves of texts of `first` and `second` tokens, together at most `room`: the longer is cut to
 * what the shorter leaves, and when that makes it the shorter, both get half. Hugging Face's two implementations
 * differ where half of an odd `room` is meant; this is the Rust one (tokenizers/src/utils/truncation.rs), which
 * leaves the spare token to the longer text and, of two equally long, to the second.
 */
export function truncateLengths(first: number, second: number, room: number): readonly [number, number] {
  if (first + second <= room) return [first, second];
  const half = Math.floor(room / 2);
  const shorter = Math.min(first, second, half);
  return first > second ? [room - shorter, shorter] : [shorter, room - shorter];
}
