/** Topics of headlines: what happened decides, although who says so and where may belong to any topic. */
import type { Grammar } from '../grammar.ts';
import { drawByLabel, type SampleTask } from '../task.ts';

const grammar: Grammar = {
  world: ['{worldNews}', '{worldNews} {aside}', '{anyone} says {worldNews}'],
  sports: ['{sportsNews}', '{sportsNews} {aside}', '{anyone} says {sportsNews}'],
  business: ['{businessNews}', '{businessNews} {aside}', '{anyone} says {businessNews}'],
  science: ['{scienceNews}', '{scienceNews} {aside}', '{anyone} says {scienceNews}'],
  worldNews: [
    '{leader} {meets} {leader} in {place}',
    '{leader} wins vote in {place}',
    'new {trouble} in {place}',
    '{place} fears {trouble} after {trouble}',
    '{leader} leaves {place} after {trouble}',
    'police end {trouble} in {place}',
  ],
  sportsNews: [
    '{player} wins {match} in {place}',
    '{player} {beats} {player} in {match}',
    '{player} misses {match} after fall',
    'record {match} for {player}',
    '{place} {beats} {place} in {match}',
    '{player} leaves {place} after {match}',
  ],
  businessNews: [
    '{firm} {buys} {firm} for record price',
    'shares of {firm} {fall} in {place}',
    '{firm} sales {fall} after {match}',
    '{firm} {buys} {place} {firm}',
    '{goods} sales {fall} in {place}',
    '{firm} leaves {place} market',
  ],
  scienceNews: [
    '{expert} {finds} new {object} in {place}',
    '{expert} {finds} {object} under {object}',
    'record heat on {object}',
    '{object} is {old} , {expert} finds',
    '{expert} tests {goods} on {object}',
    'study {finds} {object} in {goods}',
  ],
  aside: [
    ', {anyone} says',
    'as {anyone} leaves',
    ', {anyone} fears',
    'before {match}',
    'despite {trouble}',
    'as {goods} sales {fall}',
  ],
  anyone: ['{leader}', '{player}', '{firm}', '{expert}'],
  leader: ['minister', 'president', 'king', 'mayor', 'party', 'army'],
  player: ['team', 'star', 'champion', 'runner', 'coach', 'club'],
  firm: ['bank', 'shop', 'airline', 'car maker', 'phone maker', 'oil group'],
  expert: ['doctor', 'team', 'student', 'expert', 'teacher', 'museum'],
  meets: ['meets', 'warns', 'fears', 'beats'],
  beats: ['beats', 'stops', 'meets'],
  buys: ['buys', 'sells', 'tests', 'stops'],
  finds: ['finds', 'tests', 'maps'],
  fall: ['fall', 'rise', 'slow'],
  old: ['old', 'cold', 'fast', 'bright'],
  match: ['race', 'cup', 'game', 'final', 'match'],
  trouble: ['war', 'strike', 'storm', 'protest', 'vote'],
  goods: ['oil', 'food', 'car', 'phone', 'gold'],
  object: ['planet', 'river', 'star', 'virus', 'moon', 'bird'],
  place: ['paris', 'china', 'cairo', 'texas', 'rome', 'india', 'kenya', 'peru'],
};

const labels = ['world', 'sports', 'business', 'science'];

export const headlines: SampleTask = {
  name: 'headlines',
  about: 'Which of four topics is a headline about?',
  grammar,
  labels,
  written: 'name',
  columns: { text: ['headline'], label: 'topic' },
  draw: drawByLabel(grammar, labels),
};
