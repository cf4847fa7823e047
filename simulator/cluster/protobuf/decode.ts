import { messages } from './messages.ts';
import type { FieldType, Message } from './messages.ts';

/**
 * The object in a body of `application/vnd.kubernetes.protobuf`, as JSON has it; null when it is none, or of a kind whose
 * message is not known here.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding and
 * https://protobuf.dev/programming-guides/encoding/
 */
export function decodeProtobuf(bytes: Uint8Array): object | null {
  const body = Buffer.from(bytes);
  if (!body.subarray(0, magic.length).equals(magic)) return null;
  try {
    const envelope = fieldsIn(body.subarray(magic.length));
    const type = fieldsIn(bytesOf(envelope, 1));
    const [apiVersion, kind] = [bytesOf(type, 1).toString(), bytesOf(type, 2).toString()];
    const message = messages[kind];
    return message === undefined ? null : { apiVersion, kind, ...objectIn(bytesOf(envelope, 2), message) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface WireField {
  readonly number: number;
  /** A number for a varint. */
  readonly value: Buffer | number;
}

function objectIn(bytes: Buffer, message: Message): object {
  const result = new Map<string, unknown>();
  for (const { number, value } of fieldsIn(bytes)) {
    const [name, type] = message[number] ?? [];
    if (name === undefined || type === undefined) continue;
    const read = valueOf(value, type, result.get(name));
    // Kubernetes writes empty texts and messages for what was not set.
    if (read !== '' && !isEmptyObject(read)) result.set(name, read);
  }
  return Object.fromEntries(result);
}

/** Fields that may come more than once are added to what there is. */
function valueOf(value: Buffer | number, type: FieldType, before: unknown): unknown {
  if (typeof value === 'number') return type === 'bool' ? value !== 0 : value;
  if (typeof type === 'object') {
    if ('one' in type) return objectIn(value, type.one);
    return [...listOf(before), objectIn(value, type.many)];
  }
  switch (type) {
    case 'string':
      return value.toString();
    case 'strings':
      return [...listOf(before), value.toString()];
    case 'stringMap':
    case 'bytesMap': {
      const entry = fieldsIn(value);
      const text = bytesOf(entry, 2).toString(type === 'bytesMap' ? 'base64' : 'utf8');
      return { ...(typeof before === 'object' ? before : {}), [bytesOf(entry, 1).toString()]: text };
    }
    case 'intOrString': {
      const parts = fieldsIn(value);
      const isText = parts.some((part) => part.number === 1 && part.value === 1);
      return isText ? bytesOf(parts, 3).toString() : (parts.find((part) => part.number === 2)?.value ?? 0);
    }
    case 'bool':
    case 'int':
      throw new RangeError('a number of the wrong wire type');
  }
}

/** @throws RangeError where the bytes end too soon or are of a type that Kubernetes does not use */
function fieldsIn(bytes: Buffer): readonly WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): number => {
    let result = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at);
      at += 1;
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [number, wireType] = [Math.floor(tag / 8), tag % 8];
    if (wireType === 0) {
      fields.push({ number, value: varint() });
      continue;
    }
    if (wireType !== 2) throw new RangeError(`wire type ${wireType}`);
    const length = varint();
    if (at + length > bytes.length) throw new RangeError('a field is longer than its message');
    fields.push({ number, value: bytes.subarray(at, at + length) });
    at += length;
  }
  return fields;
}

function bytesOf(fields: readonly WireField[], number: number): Buffer {
  const value = fields.find((field) => field.number === number)?.value;
  return typeof value === 'object' ? value : Buffer.alloc(0);
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const magic = Buffer.from('k8s\0');
