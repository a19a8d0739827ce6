// Gives the broadcaster of the functions below its options, before any of them is called.
import './live';

export { getStats, sendMessage, sendToSession } from 'ssecast/manager';
