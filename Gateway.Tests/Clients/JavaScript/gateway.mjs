// What every scenario shares. The test that runs it says where the gateway is.
import OpenAI from 'openai';

const { GATEWAY_URL, GATEWAY_KEY } = process.env;

export const models = { chat: process.env.CHAT_MODEL, reasoning: process.env.REASONING_MODEL, embedding: process.env.EMBEDDING_MODEL };

// Without retries of its own, so that a scenario sees the first answer.
export const clientWith = (apiKey) => new OpenAI({ baseURL: GATEWAY_URL, apiKey, maxRetries: 0 });
export const client = clientWith(GATEWAY_KEY);

export const ask = (content, more = {}) => ({ model: models.chat, messages: [{ role: 'user', content }], ...more });

export const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Get weather in a location',
    parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
  },
};

export async function all(stream) {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}
