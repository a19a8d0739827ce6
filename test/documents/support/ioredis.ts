/** Who listens to which channel, as the one server would know it. */
const listeners = new Map<string, (channel: string, message: string) => void>();

/** As much of ioredis as document 1 uses, which imports the default. */
export default class Redis {
  private readonly channels: string[] = [];

  subscribe(channel: string): void {
    this.channels.push(channel);
  }

  on(_event: 'message', listener: (channel: string, message: string) => void): void {
    for (const channel of this.channels) listeners.set(channel, listener);
  }

  publish(channel: string, message: string): void {
    listeners.get(channel)?.(channel, message);
  }
}
