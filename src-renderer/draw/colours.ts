/** Positions from 0 to 1 as colours: viridis for amounts, two hues with a neutral middle for shares. */
import { VIRIDIS } from './viridis.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** A position from 0 to 1 → its colour. */
export type Palette = (position: number) => Rgb;

export type Ground = 'light' | 'dark';

function within(position: number): number {
  return Math.min(1, Math.max(0, position));
}

export function pickViridis(position: number): Rgb {
  const at = 3 * Math.round(within(position) * (VIRIDIS.length / 3 - 1));
  return [VIRIDIS[at]!, VIRIDIS[at + 1]!, VIRIDIS[at + 2]!];
}

/**
 * Ends and middle: teal where the first model wins, orange where the second does. Also told apart by those who see no
 * red or green, for one is blue to them and the other yellow. Ends stand out from the ground, the middle lies near it.
 */
const SHARES: Readonly<Record<Ground, readonly Rgb[]>> = {
  light: [
    [132, 58, 0],
    [214, 129, 45],
    [240, 239, 236],
    [45, 152, 158],
    [0, 82, 92],
  ],
  dark: [
    [255, 186, 110],
    [196, 116, 40],
    [62, 65, 67],
    [36, 140, 148],
    [120, 220, 222],
  ],
};

/** 0: all the second's; 1/2: both alike; 1: all the first's. */
export function createShares(ground: Ground): Palette {
  const stops = SHARES[ground];
  return (position) => {
    const place = within(position) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    const [from, to] = [stops[low]!, stops[low + 1]!];
    const mix = (at: 0 | 1 | 2): number => Math.round(from[at] + (to[at] - from[at]) * (place - low));
    return [mix(0), mix(1), mix(2)];
  };
}

/** What is nothing at all, such as a dead neuron: of neither scale. */
export const NOTHING: Readonly<Record<Ground, Rgb>> = { light: [255, 255, 255], dark: [20, 22, 24] };

export function writeColour([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
