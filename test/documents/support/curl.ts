import { spawn } from 'node:child_process';

/** What curl has received. */
export interface Curl {
  /** The body, byte for byte. */
  readonly body: string;
  stop(): void;
}

/** Reads a stream with curl, which knows nothing of events and buffers nothing. */
export function curl(address: string): Curl {
  const child = spawn('curl', ['--silent', '--no-buffer', '--max-time', '20', address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let body = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  return {
    get body() {
      return body;
    },
    stop: () => child.kill(),
  };
}
