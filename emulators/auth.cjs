// The Auth emulator of firebase-tools alone: `node auth.cjs <project> <port>`.
//
// `firebase emulators:start --only auth` brings a hub and a logging server with it, and compiles the validators of every
// endpoint before it listens (5 s); here each is compiled when it is first called, and it listens after half a second.
"use strict";

const exegesis = require("exegesis-express");

const middleware = exegesis.middleware;
exegesis.middleware = (specification, options) =>
  middleware(specification, { ...options, lazyCompileValidationSchemas: true });

const { createApp } = require("firebase-tools/lib/emulator/auth/server");

const [project, port] = process.argv.slice(2);

createApp(project).then((app) => {
  app.listen(Number(port), "127.0.0.1", () => console.log(`Auth emulator listens on 127.0.0.1:${port}`));
});
