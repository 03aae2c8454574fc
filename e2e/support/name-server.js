// A name server on a free loopback port that knows the TXT records a test tells it, and of any other name that there is none.

import { createSocket } from "node:dgram";

const TXT = 16;

export async function nameServer() {
  const records = new Map();
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => socket.send(answer(query, records), peer.port, peer.address));
  await new Promise((bound) => socket.bind(0, "127.0.0.1", bound));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    txt: (name, text) => records.set(name, text),
    stop: () => socket.close(),
  };
}

function answer(query, records) {
  const labels = [];
  let at = 12;
  for (let length = query[at]; length > 0; length = query[at]) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  const name = labels.join(".").toLowerCase();
  const text = query.readUInt16BE(at + 1) === TXT ? records.get(name) : undefined;
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180 | (records.has(name) ? 0 : 3), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(text === undefined ? 0 : 1, 6);
  const parts = [head, query.subarray(12, end)];
  if (text !== undefined) {
    const data = Buffer.concat([Buffer.from([text.length]), Buffer.from(text, "latin1")]);
    const record = Buffer.from([0xc0, 0x0c, 0, TXT, 0, 1, 0, 0, 0, 60, 0, data.length]);
    parts.push(record, data);
  }
  return Buffer.concat(parts);
}
