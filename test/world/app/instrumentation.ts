export { register } from 'ssecast/next/instrumentation';
