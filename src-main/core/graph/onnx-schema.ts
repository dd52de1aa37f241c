/** The part of ONNX's protobuf schema that Weir writes (a table), after onnx/onnx.proto, field numbers included. */
import protobuf from 'protobufjs';

const PROTO = `
syntax = "proto3";
message StringStringEntryProto { string key = 1; string value = 2; }
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message TensorProto {
  repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9;
  repeated StringStringEntryProto external_data = 13; int32 data_location = 14;
}
message AttributeProto {
  string name = 1; float f = 2; int64 i = 3; bytes s = 4; TensorProto t = 5;
  repeated float floats = 7; repeated int64 ints = 8; int32 type = 20;
}
message NodeProto {
  repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
  repeated AttributeProto attribute = 5; string domain = 7;
}
message TensorShapeProto {
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  repeated Dimension dim = 1;
}
message TypeProto {
  message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; }
  oneof value { Tensor tensor_type = 1; }
}
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message GraphProto {
  repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message ModelProto {
  int64 ir_version = 1; string producer_name = 2; string producer_version = 3; GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8; repeated StringStringEntryProto metadata_props = 14;
}`;

/** Codes of element types, from TensorProto.DataType. */
export const ELEMENT_CODES = { float32: 1, int64: 7, bool: 9 } as const;

/** The same for what a weight may be in a checkpoint's file. */
export const WEIGHT_CODES = { F32: 1, F16: 10, F64: 11, BF16: 16 } as const;

/** AttributeProto.AttributeType. */
export const ATTRIBUTE_CODES = { float: 1, int: 2, tensor: 4, ints: 7 } as const;

/** TensorProto.DataLocation. */
export const EXTERNAL = 1;

interface EntryMessage {
  readonly key: string;
  readonly value: string;
}
export interface TensorMessage {
  readonly name?: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData?: Uint8Array;
  readonly externalData?: readonly EntryMessage[];
  readonly dataLocation?: number;
}
export interface AttributeMessage {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly ints?: readonly number[];
  readonly t?: TensorMessage;
}
export interface NodeMessage {
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeMessage[];
}
export interface ValueMessage {
  readonly name: string;
  readonly type: unknown;
}
export interface GraphMessage {
  readonly name: string;
  readonly node: readonly NodeMessage[];
  readonly initializer: readonly TensorMessage[];
  readonly input: readonly ValueMessage[];
  readonly output: readonly ValueMessage[];
}

/** Opset 21 (IR version 10) is ONNX 1.16's. */
export const OPSET = 21;
const IR_VERSION = 10;

const Model = protobuf.parse(PROTO).root.lookupType('ModelProto');

/** What a file says of itself beside its graph. */
export interface ModelNotes {
  /** Of Weir. */
  readonly version: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export function encodeModel(graph: GraphMessage, notes?: ModelNotes): Uint8Array {
  const model = {
    irVersion: IR_VERSION,
    producerName: 'weir',
    graph,
    opsetImport: [{ domain: '', version: OPSET }],
    ...(notes && {
      producerVersion: notes.version,
      metadataProps: Object.entries(notes.metadata).map(([key, value]): EntryMessage => ({ key, value })),
    }),
  };
  return Model.encode(Model.fromObject(model)).finish();
}
