/**
 * Clients that read and count nothing, all at once. They stand for other machines: at the lowest priority
 * they take no processor that the server wants.
 */
import { connect } from 'node:net';
import { constants, setPriority } from 'node:os';
import { obey } from '../../../bench/harness/command-server.mjs';

setPriority(constants.priority.PRIORITY_LOW);
let sockets = [];

obey({
  open({ port, clients, cursor }) {
    const resumes = cursor === undefined ? '' : `Last-Event-ID: ${cursor}\r\n`;
    sockets = Array.from({ length: clients }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\n${resumes}\r\n`);
      return socket;
    });
    return {};
  },
  hangUp() {
    for (const socket of sockets) socket.destroy();
    return {};
  },
});
