// The calls that the official JavaScript SDKs make to a sandbox, each with what a program would read of its answer.
//
// Runs as `node sdk_calls.mjs BASE_URL SDKS_FOLDER`, with the key in the variable SANDBOX_KEY. Prints a line of JSON
// for each call: its name and its value, or the error in which it ended.

import { createRequire } from "node:module";

const [baseURL, folder] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const OpenAI = require("openai");
const Anthropic = require("@anthropic-ai/sdk");
const { ResponsesWS } = require("openai/resources/responses/ws");

const apiKey = process.env.SANDBOX_KEY;
const common = { apiKey, maxRetries: 0, timeout: 20_000 };
const openai = new OpenAI({ ...common, baseURL: `${baseURL}/v1` });
const anthropic = new Anthropic({ ...common, baseURL });

const model = "sandbox/echo";
const text = "hello there";
const messages = [{ role: "user", content: text }];
const parameters = { type: "object", properties: { command: { type: "string" }, description: { type: "string" } } };

const calls = {
  async chat() {
    const answer = await openai.chat.completions.create({ model, messages });
    const [choice] = answer.choices;
    return [choice.message.content, choice.finish_reason, answer.usage.total_tokens];
  },

  async chat_stream() {
    const stream = await openai.chat.completions.create({
      model, messages, stream: true, stream_options: { include_usage: true },
    });
    let told = "", usage = null;
    for await (const chunk of stream) {
      told += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
    }
    return [told, usage.total_tokens];
  },

  async chat_helper() {
    const stream = openai.chat.completions.stream({ model, messages });
    return [(await stream.finalContent()), (await stream.finalChatCompletion()).choices[0].finish_reason];
  },

  async responses() {
    const answer = await openai.responses.create({ model, input: text, store: false });
    return [answer.output_text, answer.status, answer.usage.total_tokens];
  },

  async responses_helper() {
    const stream = openai.responses.stream({ model, input: text, store: false });
    let told = "";
    for await (const event of stream) if (event.type === "response.output_text.delta") told += event.delta;
    return [told, (await stream.finalResponse()).output_text];
  },

  async messages() {
    const answer = await anthropic.messages.create({ model, messages, max_tokens: 99 });
    return [answer.content[0].text, answer.stop_reason, answer.usage.output_tokens];
  },

  async messages_helper() {
    const stream = anthropic.messages.stream({ model, messages, max_tokens: 99 });
    let told = "";
    stream.on("text", (delta) => { told += delta; });
    const answer = await stream.finalMessage();
    return [told, answer.content[0].text, answer.stop_reason, answer.usage.output_tokens];
  },

  async messages_tool() {
    const tools = [{ name: "Bash", input_schema: parameters }];
    const asked = { model: "sandbox/script:write-file", messages, tools, max_tokens: 999 };
    const answer = await anthropic.messages.stream(asked).finalMessage();
    const call = answer.content.at(-1);
    return [answer.stop_reason, call.name, Object.keys(call.input).sort()];
  },

  async count_tokens() {
    return (await anthropic.messages.countTokens({ model, messages })).input_tokens;
  },

  async embeddings() {
    const answer = await openai.embeddings.create({ model: "text-embedding-3-small", input: [text, "other"] });
    return [answer.data.map((entry) => entry.embedding.length), answer.usage.total_tokens];
  },

  async images() {
    const asked = { model: "gpt-image-1", prompt: text };
    const image = await OpenAI.toFile(Buffer.from("any picture"), "picture.png", { type: "image/png" });
    const answers = [await openai.images.generate(asked), await openai.images.edit({ ...asked, image })];
    return answers.map((answer) => Buffer.from(answer.data[0].b64_json, "base64").subarray(0, 8).toString("hex"));
  },

  async models() {
    const names = [[], []];
    for await (const found of await openai.models.list()) names[0].push(found.id);
    for await (const found of await anthropic.models.list()) names[1].push(found.id);
    return [names[0].includes(model), names[1].includes("claude-opus-4-6")];
  },

  async responses_socket() {
    const socket = new ResponsesWS(openai);
    let told = "";
    await new Promise((resolve, reject) => {
      socket.on("response.output_text.delta", (event) => { told += event.delta; });
      socket.on("response.completed", resolve);
      socket.on("error", reject);
      socket.socket.on("open", () => socket.send({ type: "response.create", model, input: text, store: false }));
    });
    socket.close();
    return told;
  },
};

for (const [call, make] of Object.entries(calls)) {
  try {
    console.log(JSON.stringify({ call, value: await make() }));
  } catch (error) {
    console.log(JSON.stringify({ call, error: `${error.name}: ${error.message}`.slice(0, 300) }));
  }
}
