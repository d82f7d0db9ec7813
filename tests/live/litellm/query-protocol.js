'use strict';
// Between the GraphQL that Prisma's Python client writes and the JSON protocol that Prisma's engine reads. Pure.

const { parse } = require('graphql');

const ACTIONS = [
  'findUniqueOrThrow', 'findUnique', 'findFirstOrThrow', 'findFirst', 'findMany',
  'createOne', 'createManyAndReturn', 'createMany', 'updateOne', 'updateMany',
  'deleteOne', 'deleteMany', 'upsertOne', 'aggregate', 'groupBy',
]; // a name that begins with another one stands before it

const RAW_ACTIONS = ['queryRaw', 'executeRaw'];

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const mapObject = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));

/** The names of the fields of type `Json` of each model of a Prisma schema. */
function findJsonFields(schema) {
  const models = schema.matchAll(/^model\s+(\w+)\s*\{(.*?)^\}/gms);
  return new Map(
    [...models].map(([, model, body]) => [model, new Set([...body.matchAll(/^\s*(\w+)\s+Json/gm)].map(([, name]) => name))]),
  );
}

/** Every operation of a GraphQL document: the name that its answer has, and the query for the engine. */
function readOperations(text, jsonFields) {
  const [definition] = parse(text, { noLocation: true }).definitions;
  return definition.selectionSet.selections.map((field) => ({
    alias: (field.alias ?? field.name).value,
    query: readOperation(field, jsonFields),
  }));
}

function readOperation(field, jsonFields) {
  const name = field.name.value;
  if (RAW_ACTIONS.includes(name)) return { action: name, query: { arguments: readArguments(field), selection: {} } };
  const action = ACTIONS.find((known) => name.startsWith(known));
  if (!action) throw new Error(`unknown operation ${name}`);
  const modelName = name.slice(action.length);
  return {
    modelName,
    action,
    query: {
      arguments: tagJson(readArguments(field), jsonFields.get(modelName) ?? new Set()),
      selection: readSelection(field.selectionSet),
    },
  };
}

const readArguments = (field) =>
  Object.fromEntries((field.arguments ?? []).map((argument) => [argument.name.value, readValue(argument.value)]));

const readSelection = (set) =>
  Object.fromEntries(
    (set?.selections ?? []).map((field) => [
      field.name.value,
      field.selectionSet || field.arguments?.length
        ? { arguments: readArguments(field), selection: readSelection(field.selectionSet) }
        : true,
    ]),
  );

function readValue(node) {
  switch (node.kind) {
    case 'IntValue':
      return Number.isSafeInteger(Number(node.value)) ? Number(node.value) : { $type: 'BigInt', value: node.value };
    case 'FloatValue':
      return Number(node.value);
    case 'NullValue':
      return null;
    case 'ListValue':
      return node.values.map(readValue);
    case 'ObjectValue':
      return Object.fromEntries(node.fields.map((field) => [field.name.value, readValue(field.value)]));
    default: // texts, booleans and members of enumerations stand for themselves
      return node.value;
  }
}

/** GraphQL carries JSON as text; the engine wants to be told which texts are JSON. */
function tagJson(value, fields) {
  if (Array.isArray(value)) return value.map((item) => tagJson(item, fields));
  if (!isObject(value) || '$type' in value) return value;
  return mapObject(value, (member, name) => {
    if (!fields.has(name)) return tagJson(member, fields);
    if (typeof member === 'string') return { $type: 'Json', value: member };
    if (typeof member?.set === 'string') return { set: { $type: 'Json', value: member.set } };
    return tagJson(member, fields);
  });
}

/** What the engine answers, without the tags that the Python client does not know. */
function untag(value) {
  if (Array.isArray(value)) return value.map(untag);
  if (!isObject(value)) return value;
  if (!('$type' in value)) return mapObject(value, untag);
  return value.$type === 'BigInt' ? Number(value.value) : value.value;
}

/** The one result of an answer of the engine. */
const resultOf = (answer) => untag(Object.values(answer.data)[0]);

module.exports = { findJsonFields, readOperations, resultOf };
