export { currentAdmission, duringAdmission } from './admissions.cjs';
export { createClientBody, createSending, type Sending } from './bodies.cjs';
export {
  closeBroadcaster,
  findBroadcaster,
  openBroadcaster,
  scheduleFlush,
} from './broadcasters.cjs';
export { ClientReader, type ClientSink } from './client-reader.cjs';
export { createClientStream } from './client-stream.cjs';
export type {
  DisconnectReason,
  NativeAdmission,
  NativeAdmitted,
  NativeBinding,
  NativeBroadcaster,
  NativeClient,
  NativeDispatcher,
  NativeDistribution,
  NativeFeed,
  NativeLoad,
  NativeLoadOptions,
  NativeLoadReport,
  NativePlace,
  NativeTargetKind,
  NativeTargetKinds,
} from './contract.cjs';
export { ensureDispatcher } from './dispatcher.cjs';
export { hostname, sha256, signalNumber, threadId } from './environment.cjs';
export { closeAtExit } from './exit.cjs';
export { isPromise } from './is-promise.cjs';
export {
  createRouteListeners,
  notifyConnected,
  notifyJoined,
  notifyLeft,
} from './listeners.cjs';
export { openLoad } from './load.cjs';
export { consoleLogger, type Logger } from './logger.cjs';
export { memoryLog } from './memory-logs.cjs';
export { hasCode, isClosed, NativeError } from './native-error.cjs';
export { drainBroadcaster, inspectClients } from './questions.cjs';
export { isFirst } from './record.cjs';
export { captureRequests, currentRequest, isQueued } from './request-context.cjs';
export { sendToResponse } from './response-stream.cjs';
export { drainOnSignals } from './shutdown.cjs';
export type {
  AttachedBackplane,
  AttachedPresence,
  BroadcasterState,
  CurrentAdmission,
  NativeChannelListener,
  NativeConnectListener,
  NativeDisconnectListener,
  RequestContext,
  RouteListeners,
} from './state.cjs';
export { targetKinds } from './target-kinds.cjs';
