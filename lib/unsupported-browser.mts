// What `import` gets under the export condition `browser` instead of the server. No such module exists:
// every bundler ends the build with its name, which says what to do.
// @ts-expect-error
import './The server entry of ssecast cannot run in a browser. In a client component, import from "ssecast/react" or "ssecast/client"';
