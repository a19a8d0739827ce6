/*
 * The yardstick: what the kernel takes to send one event to each of many clients, and nothing else.
 * One thread; per event one send() per client, TCP_NODELAY, no io_uring, nothing gathered.
 *
 * Prints {"port":N}, accepts clients until the command to publish, then only publishes.
 * Commands, one a line, each answered with one line of JSON:
 *   publish RATE COUNT   COUNT events, RATE a second, on a schedule that makes up for lateness
 *   saturate MS          one event after the other for MS milliseconds
 *   quit
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { kMaxClients = 20000, kFrameBytes = 1024 };

static const char kHead[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache, "
    "no-transform\r\n"
    "Transfer-Encoding: chunked\r\n\r\n"
    "26\r\nid: 0\nevent: connected\ndata: \"hello\"\n\n\r\n";

static int clients[kMaxClients];
static int client_count = 0;
static uint64_t published = 0;
static char pad[kFrameBytes];

static uint64_t monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void send_whole(int fd, const char* bytes, size_t size) {
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return;
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void accept_client(int listener) {
    char request[4096];
    int one = 1;
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 || client_count == kMaxClients) {
        if (fd >= 0) close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    /* The load client sends its short request at once and in one piece. */
    if (recv(fd, request, sizeof request, 0) <= 0) {
        close(fd);
        return;
    }
    send_whole(fd, kHead, sizeof kHead - 1);
    clients[client_count++] = fd;
}

static void publish_one(void) {
    char block[kFrameBytes];
    char frame[kFrameBytes + 16];
    uint64_t n = ++published;
    /* As wide as the ids that the other peers send. */
    int size = snprintf(
        block, sizeof block,
        "id: 1700000000000-%llu\nevent: bench\ndata: {\"n\":%llu,\"t\":%llu,\"pad\":\"%s\"}\n\n",
        (unsigned long long)n, (unsigned long long)n, (unsigned long long)monotonic_ns(), pad);
    int frame_size = snprintf(frame, sizeof frame, "%x\r\n%s\r\n", (unsigned)size, block);
    for (int i = 0; i < client_count; ++i) send_whole(clients[i], frame, (size_t)frame_size);
}

static void publish(double rate, long count) {
    uint64_t began = monotonic_ns();
    for (long i = 0; i < count; ++i) {
        uint64_t due = began + (uint64_t)((double)i * 1e9 / rate);
        struct timespec at = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) {
        }
        publish_one();
    }
}

static void saturate(long milliseconds) {
    uint64_t end = monotonic_ns() + (uint64_t)milliseconds * 1000000u;
    while (monotonic_ns() < end) publish_one();
}

/* Returns 0 when there is nothing more to do. */
static int carry_out(const char* line) {
    uint64_t first = published + 1;
    double rate;
    long count;
    if (sscanf(line, "publish %lf %ld", &rate, &count) == 2 && rate > 0) {
        publish(rate, count);
    } else if (sscanf(line, "saturate %ld", &count) == 1) {
        saturate(count);
    } else if (strncmp(line, "quit", 4) == 0) {
        return 0;
    } else {
        printf("{\"error\":\"expected publish RATE COUNT, saturate MS or quit\"}\n");
        return 1;
    }
    printf("{\"first\":%llu,\"last\":%llu}\n", (unsigned long long)first,
           (unsigned long long)published);
    return 1;
}

int main(int argc, char** argv) {
    int pad_bytes = argc > 1 ? atoi(argv[1]) : 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t address_size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (pad_bytes < 0 || pad_bytes > 512 || listener < 0 ||
        bind(listener, (struct sockaddr*)&address, sizeof address) != 0 ||
        listen(listener, 4096) != 0 ||
        getsockname(listener, (struct sockaddr*)&address, &address_size) != 0) {
        perror("bench_send_loop");
        return 1;
    }
    memset(pad, 'x', (size_t)pad_bytes);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("{\"port\":%d}\n", ntohs(address.sin_port));

    struct pollfd watched[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                {.fd = listener, .events = POLLIN}};
    char line[256];
    for (;;) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR) return 1;
        if (watched[1].revents & POLLIN) accept_client(listener);
        if (watched[0].revents & (POLLIN | POLLHUP)) {
            ssize_t size = read(STDIN_FILENO, line, sizeof line - 1);
            if (size <= 0) return 0;
            line[size] = '\0';
            if (!carry_out(line)) return 0;
        }
    }
}
