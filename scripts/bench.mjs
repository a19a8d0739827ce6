/** Measures ssecast and its peers side by side; `npm run bench -- --help` tells the options. */
import '../bench/run.mjs';
