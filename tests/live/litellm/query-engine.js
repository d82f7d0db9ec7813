#!/usr/bin/env node
'use strict';
// Prisma's query engine 5.17.0 as the program that Prisma's Python client starts and speaks to over HTTP.
//
// LiteLLM needs that program, and it is in no package registry. The same engine is, compiled to WebAssembly, in the
// npm package `@prisma/client`; there it is called from Node, with `pg` for the database. NODE_PATH names the folder
// of these packages. The client gives the port (`-p`), DATABASE_URL and PRISMA_DML_PATH, the path of the schema.

const { readFileSync } = require('fs');
const http = require('http');
const { findJsonFields, readOperations, resultOf } = require('./query-protocol.js');

const ENGINE_VERSION = '393aa359c9ad4a4bb28630fb5613f9c281cde053';
const MOST_CONNECTIONS = 20;
const TRACE = JSON.stringify({ traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00` });

const JAVASCRIPT_CLIENT = 'generator client {\n provider = "prisma-client-js"\n previewFeatures = ["driverAdapters"]\n}';
const TEXT = 25; // PostgreSQL's number of the type
const KNOWN_TYPES = new Set([
  16, 17, 18, 20, 21, 23, 25, 26, 114, 142, 199, 650, 700, 701, 790, 829, 869, 1000, 1001, 1002, 1005, 1007, 1009, 1014,
  1015, 1016, 1021, 1022, 1028, 1042, 1043, 1082, 1083, 1114, 1115, 1182, 1183, 1184, 1185, 1231, 1266, 1560, 1562, 1700,
  2950, 2951, 3802, 3807,
]); // those that the adapter can read

/** Lets columns of other types (names, arrays of enumerations) arrive as text instead of failing. */
function readUnknownTypesAsText(client) {
  const query = client.prototype.query;
  const retype = (result) => {
    for (const field of result?.fields ?? []) if (!KNOWN_TYPES.has(field.dataTypeID)) field.dataTypeID = TEXT;
    return result;
  };
  client.prototype.query = function (...given) {
    const callback = given.at(-1);
    if (typeof callback === 'function') given[given.length - 1] = (error, result) => callback(error, retype(result));
    const pending = query.apply(this, given);
    return pending?.then ? pending.then(retype) : pending;
  };
}

/** A connection pool; the client may name another database than the environment does. */
function openPool(pg, environment) {
  const [other] = JSON.parse(environment.OVERWRITE_DATASOURCES ?? '[]');
  const url = new URL(other?.url ?? environment.DATABASE_URL);
  const wanted = Number(url.searchParams.get('connection_limit') ?? 10);
  url.search = '';
  return new pg.Pool({ connectionString: url.toString(), max: Math.min(wanted, MOST_CONNECTIONS) });
}

async function startEngine(schema, environment) {
  const pg = require('pg');
  const { bindAdapter } = require('@prisma/driver-adapter-utils');
  const { PrismaPg } = require('@prisma/adapter-pg');
  const bindings = require('@prisma/client/runtime/query_engine_bg.postgresql.js');
  const code = readFileSync(require.resolve('@prisma/client/runtime/query_engine_bg.postgresql.wasm'));
  const { instance } = await WebAssembly.instantiate(code, { './query_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  readUnknownTypesAsText(pg.Client);
  const options = {
    datamodel: schema.replace(/generator\s+\w+\s*\{.*?\n\}/s, JAVASCRIPT_CLIENT),
    logLevel: 'error',
    logQueries: false,
    env: environment,
    ignoreEnvVarErrors: true,
    configDir: '.',
    datasourceOverrides: {},
    engineProtocol: 'json',
  };
  const adapter = bindAdapter(new PrismaPg(openPool(pg, environment)));
  const engine = new bindings.QueryEngine(options, () => {}, adapter);
  await engine.connect(TRACE);
  return engine;
}

/** Answers what the client posts: one document with one or more operations, or a batch of documents. */
async function answerQuery(engine, request, transaction, jsonFields) {
  const ask = async (query) => JSON.parse(await engine.query(JSON.stringify(query), TRACE, transaction));
  const askAll = (batch, isAtomic) => ask({ batch, transaction: isAtomic && !transaction ? {} : undefined });

  if (request.batch) {
    const queries = request.batch.map(({ query }) => readOperations(query, jsonFields)[0].query);
    const answer = await askAll(queries, request.transaction);
    if (answer.errors) return answer;
    return { batchResult: answer.batchResult.map((one) => (one.errors ? one : { data: { result: resultOf(one) } })) };
  }
  const operations = readOperations(request.query, jsonFields);
  if (operations.length === 1) {
    const answer = await ask(operations[0].query);
    return answer.errors ? answer : { data: { [operations[0].alias]: resultOf(answer) } };
  }
  const answer = await askAll(operations.map(({ query }) => query), true);
  const failed = answer.errors ? answer : answer.batchResult.find((one) => one.errors);
  if (failed) return failed;
  return {
    data: Object.fromEntries(operations.map(({ alias }, index) => [alias, resultOf(answer.batchResult[index])])),
  };
}

async function answer(engine, { url, headers }, body, jsonFields) {
  const [, identifier, end] = url.match(/^\/transaction\/([^/]+)\/(commit|rollback)$/) ?? [];
  if (url === '/status') return { status: 'ok' };
  if (url.startsWith('/metrics')) return { counters: [], gauges: [], histograms: [] };
  if (url === '/transaction/start') return engine.startTransaction(body, TRACE);
  if (end === 'commit') return (await engine.commitTransaction(identifier, TRACE)) ?? {};
  if (end === 'rollback') return (await engine.rollbackTransaction(identifier, TRACE)) ?? {};
  return answerQuery(engine, JSON.parse(body), headers['x-transaction-id'], jsonFields);
}

async function readBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function serve(port, environment) {
  const schema = readFileSync(environment.PRISMA_DML_PATH, 'utf8');
  const jsonFields = findJsonFields(schema);
  const engine = await startEngine(schema, environment);
  const server = http.createServer(async (request, response) => {
    const send = (status, data) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof data === 'string' ? data : JSON.stringify(data));
    };
    try {
      send(200, await answer(engine, request, await readBody(request), jsonFields));
    } catch (error) {
      console.error('query engine:', error);
      const message = String(error?.message ?? error);
      send(500, { errors: [{ error: message, user_facing_error: { message } }] });
    }
  });
  server.listen(port, 'localhost');
}

const given = process.argv.slice(2);
if (given.includes('--version')) {
  console.log(`query-engine ${ENGINE_VERSION}`);
} else {
  serve(Number(given[given.indexOf('-p') + 1]), process.env).catch((error) => {
    console.error('query engine:', error);
    process.exit(1);
  });
}
