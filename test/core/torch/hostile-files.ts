/** Files that ask for more than a state dict needs, or lie about what they hold (a table): name, content, what is said of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bytes,
  dictOf,
  type EntrySpelling,
  FLOATS,
  GOOD,
  int,
  legacyForm,
  locator64,
  name,
  ORDERED_DICT,
  record64,
  tensor,
  type TensorSpelling,
  text,
  uint32,
  uint64,
  zip,
  zipForm,
  type ZipSpelling,
} from './spelling.ts';

export type HostileFile = readonly [title: string, content: Uint8Array, sentence: string];

interface PickledByPython {
  readonly name: string;
  readonly pickle: string;
  /** Whether Python does what it asks for, which makes a file of this name. */
  readonly runs: boolean;
}

export const CANARY = 'weir-pickle-canary';

export const BY_PYTHON = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/torch/hostile.json'), 'utf8'),
) as readonly PickledByPython[];

const TOUCH = text(`touch ${CANARY}`);
const system = name('os', 'system');

/** Pickles that no pickler writes. */
const PICKLES: readonly (readonly [string, Uint8Array, string])[] = [
  [
    'STACK_GLOBAL with names from the stack',
    bytes(text('os'), text('system'), 0x93, TOUCH, 0x85, 'R.'),
    "asks for 'os.system'",
  ],
  [
    'STACK_GLOBAL with names from the memo',
    bytes(text('os'), 'q\x000', text('system'), 'q\x010h\x00h\x01', 0x93, '.'),
    "asks for 'os.system'",
  ],
  ['STACK_GLOBAL of numbers', bytes('K\x01K\x02', 0x93, '.'), 'asks for 2 of 1; expected two names'],
  [
    'STACK_GLOBAL through an allowed module',
    bytes(text('torch._utils'), text('os.system'), 0x93, '.'),
    "asks for 'torch._utils.os.system'",
  ],
  [
    'getattr of an import',
    bytes(
      name('builtins', 'getattr'),
      '(',
      name('builtins', '__import__'),
      '(',
      text('os'),
      'tR',
      text('system'),
      'tR(',
      TOUCH,
      'tR.',
    ),
    "asks for 'builtins.getattr'",
  ],
  [
    'Python 2’s __builtin__',
    bytes(name('__builtin__', 'eval'), '(', text('1'), 'tR.'),
    "asks for '__builtin__.eval'",
  ],
  [
    'a name that every object of JavaScript has',
    bytes(name('', 'constructor'), ')R.'),
    "asks for '.constructor'",
  ],
  ['a prototype', bytes(name('__proto__', 'toString'), ')R.'), "asks for '__proto__.toString'"],
  [
    'a name with an end of line',
    bytes(text('os\nx'), text('system'), 0x93, '.'),
    "asks for 'os\u{fffd}x.system'",
  ],
  ['INST', bytes('(', TOUCH, 'ios\nsystem\n.'), "asks for 'os.system'"],
  ['INST of an allowed class', bytes('(icollections\nOrderedDict\n.'), 'uses the pickle instruction INST'],
  ['OBJ', bytes('(', system, TOUCH, 'o.'), "asks for 'os.system'"],
  [
    'OBJ of an allowed class',
    bytes('(', name('collections', 'OrderedDict'), 'o.'),
    'uses the pickle instruction OBJ',
  ],
  ['NEWOBJ', bytes(name('collections', 'OrderedDict'), ')', 0x81, '.'), 'uses the pickle instruction NEWOBJ'],
  [
    'NEWOBJ_EX',
    bytes(name('collections', 'OrderedDict'), ')}', 0x92, '.'),
    'uses the pickle instruction NEWOBJ_EX',
  ],
  ['EXT1', bytes(0x82, 1, '.'), 'uses the pickle instruction EXT1'],
  ['EXT2', bytes(0x83, 1, 0, '.'), 'uses the pickle instruction EXT2'],
  ['EXT4', bytes(0x84, 1, 0, 0, 0, '.'), 'uses the pickle instruction EXT4'],
  ['PERSID', bytes('Pos.system\n.'), 'uses the pickle instruction PERSID'],
  ['NEXT_BUFFER', bytes(0x97, 0x98, '.'), 'uses the pickle instruction NEXT_BUFFER'],
  ['a byte that is no instruction', bytes(0xff, '.'), 'has the byte 0xff'],
  ['a protocol to come', bytes(0x80, 6, '}.'), 'has a pickle of protocol 6'],

  ['a call of a string', bytes(text('os.system'), TOUCH, 0x85, 'R.'), "calls 'os.system'"],
  ['a call of what a call returned', bytes(ORDERED_DICT, ')R.'), 'calls a dict'],
  ['a call of a storage’s class', bytes(name('torch', 'FloatStorage'), ')R.'), "calls 'torch.FloatStorage'"],
  [
    'a call without a tuple',
    bytes(name('collections', 'OrderedDict'), '}R.'),
    "calls 'collections.OrderedDict' with arguments",
  ],
  [
    'an OrderedDict of triples',
    bytes(name('collections', 'OrderedDict'), '(](NNNtatR.'),
    "calls 'collections.OrderedDict' with arguments",
  ],
  [
    'a parameter of a call',
    bytes(name('torch._utils', '_rebuild_parameter'), '(', system, 'tR.'),
    "asks for 'os.system'",
  ],
  [
    'a parameter of a dict',
    bytes(name('torch._utils', '_rebuild_parameter'), '(}tR.'),
    "calls 'torch._utils._rebuild_parameter' with",
  ],
  [
    'a tensor of no storage',
    bytes(name('torch._utils', '_rebuild_tensor_v2'), '(NNNNtR.'),
    "calls 'torch._utils._rebuild_tensor_v2' with",
  ],
  [
    'BUILD of __class__',
    bytes(ORDERED_DICT, '}', text('__class__'), text('x'), 'sb.'),
    "sets '__class__' on a dict",
  ],
  [
    'BUILD of two attributes',
    bytes(ORDERED_DICT, '}(', text('_metadata'), '}', text('keys'), 'NubN.'),
    'sets a dict on a dict',
  ],
  [
    'BUILD on a function',
    bytes(name('torch._utils', '_rebuild_tensor_v2'), '}', text('_metadata'), 'Nsb.'),
    "sets '_metadata' on 'torch._utils._rebuild_tensor_v2'",
  ],
  ['BUILD with slots', bytes(ORDERED_DICT, 'N}', 0x86, 'b.'), 'sets a tuple on a dict'],

  ['a value from an empty stack', bytes('.'), 'takes a value where there is none'],
  ['TUPLE3 of two', bytes('NN', 0x87, '.'), 'takes a value where there is none'],
  ['a value from under a mark', bytes('N(', 0x85, '.'), 'takes a value where there is none'],
  ['DUP of nothing', bytes('2.'), 'takes a value where there is none'],
  ['MEMOIZE of nothing', bytes(0x94, '.'), 'takes a value where there is none'],
  ['POP of nothing', bytes('0N.'), 'takes a value where there is none'],
  ['TUPLE without a mark', bytes('Nt.'), 'ends a list where none began'],
  ['POP_MARK without a mark', bytes('1.'), 'ends a list where none began'],
  ['SETITEMS without a mark', bytes('}u.'), 'ends a list where none began'],
  ['SETITEMS of three', bytes('}(NNNu.'), 'has a dict with None as a key and nothing there'],
  ['SETITEM on a list', bytes(']NNs.'), 'sets keys of a list; expected a dict'],
  ['a dict as a key', bytes('}}Ns.'), 'has a dict with a dict as a key'],
  ['APPEND to a tuple', bytes(')Na.'), 'appends to a tuple; expected a list'],
  ['GET of what was never kept', bytes('h\x05.'), 'asks for its value 5, which it never kept'],
  [
    'LONG_BINGET of what was never kept',
    bytes('j', uint32(0xffff_ffff), '.'),
    'asks for its value 4294967295',
  ],
  ['GET of a negative place', bytes('g-1\n.'), 'asks for its value -1'],
  ['no STOP', bytes('}'), 'is cut short: its pickle has no end'],
  ['nothing', bytes(), 'is cut short: its pickle has no end'],
  [
    'a FRAME past the end',
    bytes(0x80, 4, 0x95, uint64(2n ** 63n), '}.'),
    'announces a frame of 9223372036854776000 bytes',
  ],
  ['LONG4 of 2 GB', bytes(0x8b, uint32(0x7fff_ffff), '.'), 'has an integer of 2147483647 bytes'],
  ['LONG4 of less than nothing', bytes(0x8b, uint32(0xffff_ffff), '.'), 'has an integer of -1 bytes'],
  ['LONG1 of 255 bytes', bytes(0x8a, 255, Buffer.alloc(255), '.'), 'has an integer of 255 bytes'],
  ['LONG of a million digits', bytes('L', '9'.repeat(1e6), 'L\n.'), 'where an integer is expected'],
  ['INT that is code', bytes('I__import__("os")\n.'), 'where an integer is expected'],
  ['FLOAT that is none', bytes('Fone\n.'), 'where a number is expected'],
  ['STRING with an escape', bytes("S'\\x41'\n."), 'where a string between quotes is expected'],
  [
    'STRING of 8 MB of quotes',
    bytes('S', "'".repeat(8e6), '\\\n.'),
    'where a string between quotes is expected',
  ],
  ['a line without an end', bytes('cos'), 'has a line without an end'],
  [
    'BINUNICODE of 4 GB',
    bytes('X', uint32(0xffff_ffff), 'a.'),
    'has 2 bytes left where 4294967295 are announced',
  ],
  [
    'BINUNICODE8 of 2⁶³ bytes',
    bytes(0x8d, uint64(2n ** 63n), 'a.'),
    'has 2 bytes left where 9223372036854776000 are announced',
  ],
  ['BINSTRING of less than nothing', bytes('T', uint32(0xffff_ffff), 'a.'), 'has 2 bytes left where'],
  [
    'BINBYTES8 of 2⁶⁴ bytes',
    bytes(0x8e, uint64(2n ** 64n - 1n), '.'),
    'uses the pickle instruction BINBYTES8',
  ],

  ['a million lists on the stack', bytes(']'.repeat(1e6)), 'stacks more than 10000 values'],
  ['a million marks', bytes('('.repeat(1e6)), 'nested more than 100 levels deep'],
  ['lists in lists, through the memo', bytes(']q\x00', '0]h\x00aq\x00'.repeat(66_000), '.'), 'holds a list'],
  [
    'dicts in dicts, through the memo',
    bytes('}q\x00', '0}Nh\x00sq\x00'.repeat(66_000), '.'),
    'holds a dict without tensors',
  ],
  [
    'tuples of tuples: a billion laughs',
    bytes('Nq\x00', `(${'h\x00'.repeat(10)}tq\x000`.repeat(28_000), 'h\x00.'),
    'holds a tuple',
  ],
  ['a list that holds itself', bytes(']q\x00h\x00a.'), 'holds a list'],
  [
    'a dict that holds itself',
    bytes('}q\x00', text('state_dict'), 'h\x00s.'),
    'holds a dict without tensors',
  ],
  [
    'a million values in the memo',
    bytes(
      'N',
      0x94,
      bytes(0x94)
        .toString('latin1')
        .repeat(1e6 - 2),
      '.',
    ),
    'of more than 400000 instructions',
  ],
  [
    '130,000 kept dicts',
    bytes(
      '}q\x00',
      Buffer.concat(Array.from({ length: 130_000 }, (_, at) => bytes('0}r', uint32(at)))),
      'N.',
    ),
    'holds None',
  ],
  ['200,000 lists in one', bytes(']', ']a'.repeat(199_990), '.'), 'holds a list'],
  ['lists of one element', bytes(']', ']Naa'.repeat(99_990), '.'), 'holds a list'],
  [
    'a million instructions that do nothing',
    bytes('N0'.repeat(2e6), '}.'),
    'of more than 400000 instructions',
  ],
  [
    'one list of pairs read as a dict again and again',
    bytes(
      ']q\x00(',
      '(NNt'.repeat(300),
      'e',
      bytes(name('collections', 'OrderedDict'), 'h\x00', 0x85, 'R0').toString('latin1').repeat(10_000),
      '.',
    ),
    'of more than 400000 instructions',
  ],
  [
    'one tensor under 130,000 names',
    bytes(tensor(), 'q\x00}', bytes('K\x01h\x00s').toString('latin1').repeat(130_000), '.'),
    'has a tensor under 1',
  ],
  [
    'one large dict, held 100,000 times',
    bytes('}(', 'NN'.repeat(4000), 'uq\x00}', 'Nh\x00s'.repeat(100_000), '.'),
    'holds a dict without tensors',
  ],
  ['a pickle of more than 16 MB', bytes('}', text('a'.repeat(17 * 2 ** 20)), '.'), 'at most 16777216'],
];

const giant = 2n ** 62n;
const TENSORS: readonly (readonly [string, TensorSpelling, string])[] = [
  [
    'of more elements than its storage',
    { shape: [4] },
    "takes [4] from element 0 of the storage '0', which has 3",
  ],
  ['that begins past its storage', { offset: 3 }, "takes [3] from element 3 of the storage '0', which has 3"],
  ['that begins before its storage', { offset: -1 }, "takes [3] from element -1 of the storage '0'"],
  ['that begins at 2⁶²', { offset: giant }, `from element ${giant}`],
  ['that begins at one half', { offset: 'F0.5\n', shape: [1] }, 'from element 0.5'],
  ['that begins at no number', { offset: 'N' }, 'from element None'],
  [
    'of a shape whose product overflows',
    { shape: [2 ** 40, 2 ** 40], strides: [2 ** 40, 1] },
    'more bytes than can be counted',
  ],
  [
    'of a shape whose product overflows to 0 in 64 bits',
    { shape: [giant, 4], strides: [4, 1] },
    `has ${giant} in its shape`,
  ],
  ['of a negative size', { shape: [-3] }, 'has -3 in its shape'],
  ['of negative strides', { strides: [-1] }, 'has -1 in its strides'],
  ['of strides of nothing', { strides: [0] }, 'and the strides [0]; expected [1]'],
  ['of strides beyond its storage', { strides: [2 ** 40] }, 'and the strides [1099511627776]'],
  ['of one stride for two axes', { shape: [1, 3], strides: [1] }, 'has the shape [1,3] and 1 strides'],
  ['of 65 axes', { shape: Array<number>(65).fill(1), strides: Array<number>(65).fill(1) }, 'has 65 axes'],
  ['of a storage without an entry', { key: '1' }, "names the storage '1', but has no entry data/1"],
  ['of a storage outside', { key: '../data.pkl' }, 'but has no entry data/../data.pkl'],
  [
    'of a storage larger than its entry',
    { elements: 4 },
    "has 12 bytes for the storage '0' of 4 F32; expected 16",
  ],
  ['of a storage smaller than its entry', { elements: 2, shape: [2] }, 'expected 8'],
  ['of a storage of 2⁶² elements', { elements: giant }, `of ${giant} elements`],
  ['of a storage of fewer elements than none', { elements: -1 }, 'of -1 elements'],
  [
    'of a storage of an unknown class',
    { storage: name('torch', 'QInt8Storage') },
    "asks for 'torch.QInt8Storage'",
  ],
  [
    'of a storage of no class',
    { storage: text('FloatStorage') },
    "of 'FloatStorage'; expected a class of storages",
  ],
  [
    'of a storage of a function',
    { storage: name('torch', 'Size') },
    "of 'torch.Size'; expected a class of storages",
  ],
];

const good: EntrySpelling = { name: 'archive/data.pkl', content: GOOD };
const floats: EntrySpelling = { name: 'archive/data/0', content: FLOATS };
const lie = (storage: Partial<EntrySpelling>, lies?: ZipSpelling): Uint8Array =>
  zip([good, { ...floats, ...storage }], lies);
/** A zip64 record that may lie, and the locator that tells its place. */
const wide = (entries: bigint, size?: bigint, begin?: bigint): Uint8Array =>
  zip([good, floats], {
    before: (at, length) =>
      bytes(record64(entries, size ?? BigInt(length), begin ?? BigInt(at)), locator64(BigInt(at + length))),
  });

/** As many as are allowed, each to be looked up in its own place of the file. */
const MANY = Array.from({ length: 4999 }, (_, at) => String(at));
const manyTensors = bytes(
  '}',
  Buffer.concat(MANY.map((key) => bytes(text(`t${key}`), tensor({ key }), 's'))),
  '.',
);
const manyFloats = zipForm(manyTensors, Object.fromEntries(MANY.map((key) => [key, FLOATS])));
/** The last of the entries, where its local header should begin. */
const lastHeader = manyFloats.lastIndexOf('PK\x03\x04', undefined, 'latin1');
const manyCounts = Buffer.concat([FLOATS, ...MANY.slice(1).map(() => bytes(uint64(3n), FLOATS))]);
manyCounts[manyCounts.length - FLOATS.length - 8] = 4;

const ZIPS: readonly HostileFile[] = [
  ['compressed', lie({ method: 8 }), "has the entry 'archive/data/0', which is compressed (method 8)"],
  ['a bomb: compressed, of 1 TB', lie({ method: 8, size: 0xffff_fffe, stored: 12 }), 'which is compressed'],
  ['encrypted', lie({ flags: 1 }), 'which is encrypted'],
  ['of two sizes', lie({ size: 0xffff_0000, stored: 12 }), 'of 12 bytes that claims to hold 4294901760'],
  ['of an entry that is larger than the file', lie({ size: 0xffff_0000, stored: 0xffff_0000 }), 'past byte'],
  [
    'of an entry that reaches into the directory',
    zip([
      { ...good, content: dictOf(text('a'), tensor({ elements: 4 })) },
      { ...floats, size: 16, stored: 16 },
    ]),
    'where the next entry begins',
  ],
  ['of entries that overlap', zip([{ ...good, size: 300, stored: 300 }, floats]), 'past byte'],
  [
    'of two entries in one place',
    zip([good, floats, { ...floats, name: 'archive/data/1', header: 0 }]),
    'past byte',
  ],
  ['of an entry beyond the end', lie({ header: 0xffff_0000 }), 'past byte'],
  ['of an entry where none begins', lie({ header: 5 }), 'past byte'],
  [
    'of an entry whose header is another’s bytes',
    zip([good, { ...floats, header: 60 + GOOD.length }]),
    'where no entry begins',
  ],
  ['of two entries of one name', zip([good, floats, floats]), "has two entries 'archive/data/0'"],
  [
    'of two pickles',
    zip([good, floats, { ...good, name: 'other/data.pkl' }]),
    'is a zip file with 2 entries data.pkl',
  ],
  ['of none', zip([floats]), 'is a zip file with 0 entries data.pkl'],
  ['of nothing', zip([floats], { entries: -1, directorySize: -60 }), 'is a zip file with 0 entries data.pkl'],
  [
    'big-endian',
    zip([good, floats, { name: 'archive/byteorder', content: bytes('big') }]),
    "says of its byte order 'big'",
  ],
  [
    'of a byte order of 1 MB',
    zip([good, floats, { name: 'archive/byteorder', content: Buffer.alloc(1e6) }]),
    'at most 100 are allowed',
  ],
  ['of fewer entries than it says', lie({}, { entries: 1 }), 'begins no entry'],
  ['of 65,535 entries', lie({}, { entries: 65_533 }), 'at most 5000'],
  ['of a directory beyond the end', lie({}, { directoryBegin: 1000 }), 'beyond its'],
  ['of a directory in the wrong place', lie({}, { directoryBegin: -1 }), 'begins no entry'],
  ['of a directory of 4 GB', lie({}, { directorySize: 0xfff0_0000 }), 'beyond its'],
  ['in parts', lie({}, { disk: 1 }), 'is one of several parts'],
  [
    'whose zip64 record lies beyond the end',
    lie({}, { before: () => locator64(2n ** 63n) }),
    'places its zip64 record at byte 9223372036854775808',
  ],
  ['whose zip64 record is none', lie({}, { before: () => locator64(0n) }), 'where none begins'],
  ['whose zip64 record tells 2⁶⁴ − 1 entries', wide(2n ** 64n - 1n), 'at most 5000'],
  ['whose zip64 record tells a directory of 2⁶³ bytes', wide(2n, 2n ** 63n), 'beyond its'],
  ['whose zip64 record tells a directory at 2⁶³', wide(2n, undefined, 2n ** 63n), 'beyond its'],
  ['whose zip64 record tells one more entry', wide(3n), 'begins no entry'],
  [
    'of an entry without its zip64 field',
    lie({ size: 0xffff_ffff, stored: 0xffff_ffff }),
    'whose zip64 field is missing',
  ],
  [
    'of an entry whose zip64 field is cut',
    lie({ size: 0xffff_ffff, extra: bytes(1, 0, 200, 0, 1) }),
    'whose zip64 field is missing',
  ],
  [
    'of an entry of 2⁶³ bytes',
    lie({
      size: 0xffff_ffff,
      stored: 0xffff_ffff,
      extra: bytes(1, 0, 16, 0, uint64(2n ** 63n), uint64(2n ** 63n)),
    }),
    'past byte',
  ],
  [
    'of an entry at 2⁶³',
    lie({ header: 0xffff_ffff, extra: bytes(1, 0, 8, 0, uint64(2n ** 63n)) }),
    'past byte',
  ],
  [
    'of 4,999 storages, the last of which is none',
    Buffer.from(manyFloats).fill(0, lastHeader, lastHeader + 4),
    'where no entry begins',
  ],
  ['with a comment after which more follows', bytes(lie({}), 'x'), 'has no directory at its end'],
];

const LEGACIES: readonly HostileFile[] = [
  [
    'of another magic number',
    legacyForm(GOOD, { magic: bytes(0x80, 2, 'K\x05.') }),
    'begins with 5; expected the magic number',
  ],
  [
    'that asks for something before its magic number',
    legacyForm(GOOD, { magic: bytes(0x80, 2, system, TOUCH, 0x85, 'R.') }),
    "asks for 'os.system'",
  ],
  ['of another version', legacyForm(GOOD, { version: 1002 }), 'is of the version 1002'],
  ['big-endian', legacyForm(GOOD, { littleEndian: false }), 'says of little_endian false'],
  ['that lists no storage', legacyForm(GOOD, { keys: [] }), "names the storage '0', but does not list it"],
  ['that lists a storage twice', legacyForm(GOOD, { keys: ['0', '0'] }), 'each once'],
  [
    'that lists a storage of nobody',
    legacyForm(GOOD, { keys: ['7', '0'] }),
    "lists the storage '7', which no tensor is of",
  ],
  [
    'whose storage tells another count',
    legacyForm(GOOD, { count: 2n }),
    "has 2 elements in the storage '0'; expected 3",
  ],
  ['whose storage tells a negative count', legacyForm(GOOD, { count: 2n ** 64n - 1n }), 'has -1 elements'],
  [
    'whose storage is cut',
    legacyForm(GOOD, { content: FLOATS.subarray(0, 11) }),
    "is cut short: its storage '0' ends at byte",
  ],
  [
    'whose storage is of 2⁵² elements',
    legacyForm(dictOf(text('a'), tensor({ elements: 2 ** 52 }))),
    "is cut short: its storage '0' ends",
  ],
  [
    'whose storage is a part of another',
    legacyForm(
      dictOf(
        text('a'),
        bytes(
          name('torch._utils', '_rebuild_tensor_v2'),
          '((',
          text('storage'),
          name('torch', 'FloatStorage'),
          text('0'),
          text('cpu'),
          int(3),
          '(',
          text('1'),
          int(0),
          int(3),
          'ttQNNNtR',
        ),
      ),
    ),
    'that is a part of another',
  ],
  [
    'of 4,999 storages, the last of which is none',
    legacyForm(manyTensors, { keys: MANY, content: manyCounts }),
    "has 4 elements in the storage '4998'; expected 3",
  ],
  [
    'of five pickles of many instructions',
    legacyForm(GOOD, { magic: bytes(0x80, 2, 'N0'.repeat(600_000)) }),
    'of more than 400000 instructions',
  ],
];

const OTHERS: readonly HostileFile[] = [
  ['empty', bytes(), 'is neither a zip file nor a pickle'],
  ['a text', bytes('It was a dark and stormy night'), 'is neither a zip file nor a pickle'],
  ['a tar file', bytes('sys_info', Buffer.alloc(249), 'ustar', Buffer.alloc(512)), 'is a tar file'],
  ['GGUF', bytes('GGUF', Buffer.alloc(64)), 'is GGUF'],
  ['HDF5', bytes(0x89, 'HDF\r\n\x1a\n'), 'is HDF5'],
  [
    'a Git LFS pointer',
    bytes('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'),
    'is a Git LFS pointer',
  ],
];

export const HOSTILE: readonly HostileFile[] = [
  ...BY_PYTHON.flatMap(({ name: title, pickle, runs }): HostileFile[] => {
    const content = Buffer.from(pickle, 'base64');
    const sentence = 'which no state dict needs; nothing of it was run.';
    const forms: HostileFile[] = [
      [`${title}, zip form`, zipForm(content), sentence],
      [`${title}, legacy form`, legacyForm(content), sentence],
    ];
    return runs && content[0] === 0x80 ? [...forms, [`${title}, by itself`, content, sentence]] : forms;
  }),
  ...PICKLES.map(([title, pickle, sentence]): HostileFile => [`pickle: ${title}`, zipForm(pickle), sentence]),
  ...TENSORS.map(([title, spelling, sentence]): HostileFile => [
    `tensor ${title}`,
    zipForm(dictOf(text('a'), tensor(spelling))),
    sentence,
  ]),
  ...ZIPS.map(([title, ...rest]): HostileFile => [`zip file ${title}`, ...rest]),
  ...LEGACIES.map(([title, ...rest]): HostileFile => [`legacy form ${title}`, ...rest]),
  ...OTHERS,
];
