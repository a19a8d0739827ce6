/** Measures ssecast and its peers side by side; `npm run bench -- --help` prints the options. */
import '../bench/run.mjs';
