/** The tokenizer.json of a checkpoint: its own, or what its other files amount to. */
import { WeirError } from '../../../contract/error.ts';
import { type JsonObject, parseObject, show } from '../../files/json.ts';
import { applySettings } from '../pipeline.ts';
import { assembleByteLevel, parseMerges, readDistinct } from './byte-level.ts';
import { type Kind, KIND_OF_MODEL, KINDS, SAME_KIND } from './kinds.ts';
import { assembleSentencePiece, CONVERSIONS, numberPieces } from './sentence-piece.ts';
import { readSentencePiece } from './sentence-piece-model.ts';
import {
  findSpecialNames,
  resolveSpecialTokens,
  type SpecialSources,
  type SpecialTokens,
} from './special-tokens.ts';
import { assembleWordPiece, parseVocabulary } from './word-piece.ts';

/** What a checkpoint brings for its tokenizer: the texts of its files, and a SentencePiece model by the name of its file. */
export interface TokenizerFiles {
  /** config.json, which may name the family and the padding token. */
  readonly config?: string | undefined;
  readonly tokenizerJson?: string | undefined;
  readonly tokenizerConfig?: string | undefined;
  readonly specialTokensMap?: string | undefined;
  readonly addedTokens?: string | undefined;
  readonly vocabTxt?: string | undefined;
  readonly vocabJson?: string | undefined;
  readonly mergesTxt?: string | undefined;
  readonly sentencePiece?: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

export interface Definition {
  /** As tokenizer.json writes it. */
  readonly definition: JsonObject;
  /** The special tokens by their names. */
  readonly names: SpecialTokens['names'];
  /** config.json. */
  readonly model: JsonObject;
}

/**
 * The definition of a checkpoint's tokenizer. Throws a WeirError: 'missing-file' without any vocabulary, 'unsupported' for a class that
 * Weir does not know, 'invalid-file' for files that cannot be read, 'mismatch' where a special token is missing.
 */
export function readDefinition(files: TokenizerFiles): Definition {
  const config = readObject('tokenizer_config.json', files.tokenizerConfig);
  const model = readObject('config.json', files.config);
  const sources = {
    named: [config, readObject('special_tokens_map.json', files.specialTokensMap)],
    added: readObject('added_tokens.json', files.addedTokens),
  };
  if (files.tokenizerJson !== undefined) {
    const definition = readObject('tokenizer.json', files.tokenizerJson);
    const presumed = findKind(config, model, files)?.special.names;
    const names = { ...presumed, ...findSpecialNames(sources) };
    return { definition: applySettings(definition, config), names, model };
  }
  const kind = requireKind(config, model, files);
  return { ...assemble(kind, files, config, sources), model };
}

function assemble(
  kind: Kind,
  files: TokenizerFiles,
  config: JsonObject,
  sources: SpecialSources,
): Omit<Definition, 'model'> {
  const { vocabTxt, vocabJson, mergesTxt, sentencePiece } = files;
  if (kind.source === 'vocab.txt' && vocabTxt !== undefined) {
    const vocabulary = parseVocabulary(vocabTxt);
    const special = resolveSpecialTokens(sources, kind.special, vocabulary);
    return {
      definition: assembleWordPiece(vocabulary, config, special, kind.template),
      names: special.names,
    };
  }
  if (kind.source === 'vocab.json and merges.txt' && vocabJson !== undefined && mergesTxt !== undefined) {
    const vocabulary = readDistinct(readObject('vocab.json', vocabJson));
    const special = resolveSpecialTokens(sources, kind.special, vocabulary);
    const merges = parseMerges(mergesTxt);
    return {
      definition: assembleByteLevel(vocabulary, merges, config, special, kind.template),
      names: special.names,
    };
  }
  if (kind.conversion !== undefined && sentencePiece !== undefined) {
    const model = readSentencePiece(sentencePiece.bytes, sentencePiece.name);
    const conversion = CONVERSIONS[kind.conversion];
    const special = resolveSpecialTokens(sources, kind.special, numberPieces(model, conversion));
    return { definition: assembleSentencePiece(model, conversion, config, special), names: special.names };
  }
  throw new WeirError('missing-file', `The checkpoint has neither tokenizer.json nor ${kind.source}.`);
}

/** Classes that say nothing: their tokenizer.json says all. */
const ANY_CLASS: ReadonlySet<unknown> = new Set([
  'PreTrainedTokenizer',
  'Tokenizers',
  'TokenizersBackend',
  undefined,
]);

/** The kind by the class that the files name, by the family, or by the files that there are; undefined for a class that is not known. */
function findKind(config: JsonObject, model: JsonObject, files: TokenizerFiles): Kind | undefined {
  const named = config.tokenizer_class ?? model.tokenizer_class ?? undefined;
  const name = typeof named === 'string' ? named.replace(/Fast$/, '').replace(/Tokenizer$/, '') : named;
  const lookUp = (table: Readonly<Record<string, string>>, key: unknown) =>
    typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;
  if (!ANY_CLASS.has(named) && name !== 'PreTrained') {
    const found = lookUp(SAME_KIND, name) ?? (typeof name === 'string' ? name : '');
    return Object.hasOwn(KINDS, found) ? KINDS[found] : undefined;
  }
  const found =
    lookUp(KIND_OF_MODEL, model.model_type) ??
    (files.vocabJson !== undefined ? 'GPT2' : files.sentencePiece ? '' : 'Bert');
  return KINDS[found];
}

function requireKind(config: JsonObject, model: JsonObject, files: TokenizerFiles): Kind {
  const kind = findKind(config, model, files);
  if (kind) return kind;
  const named = config.tokenizer_class ?? model.tokenizer_class;
  const known = Object.keys(KINDS).join(', ');
  throw new WeirError(
    'unsupported',
    `The tokenizer class is ${show(named)}; without tokenizer.json Weir builds those of ${known}.`,
    {
      hint: 'Save the tokenizer with its tokenizer.json: AutoTokenizer.from_pretrained(…).save_pretrained(…).',
    },
  );
}

function readObject(name: string, text: string | undefined): JsonObject {
  return text === undefined ? {} : parseObject(text, name);
}
