/*
 * The receiving end of a measurement: takes every message, keeps none and counts, at a cost so small that
 * what is measured is the sender. A thread for each connection; STARTTLS, PIPELINING, 8BITMIME.
 *
 *   sink PORT CERTIFICATE KEY [TICKETS] [DELAY_MS]
 *
 * Without a certificate STARTTLS is not offered. The command XSTAT answers with the counters. It takes
 * connections on every address of 127.0.0.0/8 and no others, so that many hosts can be played by one.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define END "\r\n.\r\n"
#define END_LENGTH 5

static SSL_CTX *context;
static long messages, connections, delay_ms;

struct session {
  int fd;
  SSL *ssl;
  size_t start, end, unsent;
  char in[65536];
  char out[4096];
};

static int flush(struct session *s) {
  size_t done = 0;
  while (done < s->unsent) {
    ssize_t n = s->ssl ? SSL_write(s->ssl, s->out + done, (int)(s->unsent - done))
                       : write(s->fd, s->out + done, s->unsent - done);
    if (n <= 0) return -1;
    done += (size_t)n;
  }
  s->unsent = 0;
  return 0;
}

static int say(struct session *s, const char *text) {
  size_t length = strlen(text);
  if (s->unsent + length > sizeof s->out && flush(s)) return -1;
  memcpy(s->out + s->unsent, text, length);
  s->unsent += length;
  return 0;
}

/* Reads more behind what is there; whoever waits has its answers first. */
static int fill(struct session *s) {
  if (s->unsent && flush(s)) return -1;
  if (s->start > 0) {
    memmove(s->in, s->in + s->start, s->end - s->start);
    s->end -= s->start;
    s->start = 0;
  }
  if (s->end == sizeof s->in) return -1;
  ssize_t n = s->ssl ? SSL_read(s->ssl, s->in + s->end, (int)(sizeof s->in - s->end))
                     : read(s->fd, s->in + s->end, sizeof s->in - s->end);
  if (n <= 0) return -1;
  s->end += (size_t)n;
  return 0;
}

static char *line(struct session *s) {
  char *feed;
  while (!(feed = memchr(s->in + s->start, '\n', s->end - s->start))) {
    if (fill(s)) return NULL;
  }
  char *begin = s->in + s->start;
  *feed = 0;
  s->start = (size_t)(feed + 1 - s->in);
  return begin;
}

/* The message up to its final dot; that of an empty one has no line before it. */
static int data(struct session *s) {
  if (say(s, "354 go\r\n") || flush(s)) return -1;
  while (s->end - s->start < 3) {
    if (fill(s)) return -1;
  }
  if (memcmp(s->in + s->start, ".\r\n", 3) == 0) {
    s->start += 3;
    return 0;
  }
  for (;;) {
    char *found = memmem(s->in + s->start, s->end - s->start, END, END_LENGTH);
    if (found) {
      s->start = (size_t)(found + END_LENGTH - s->in);
      return 0;
    }
    if (s->end - s->start >= END_LENGTH) s->start = s->end - (END_LENGTH - 1);
    if (fill(s)) return -1;
  }
}

static int start_tls(struct session *s) {
  if (say(s, "220 2.0.0 go\r\n") || flush(s)) return -1;
  s->start = s->end = 0; /* RFC 3207 4.2 */
  s->ssl = SSL_new(context);
  SSL_set_fd(s->ssl, s->fd);
  return SSL_accept(s->ssl) == 1 ? 0 : -1;
}

static int hello(struct session *s) {
  return say(s, "250-sink.example.test\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n") ||
         (context && !s->ssl && say(s, "250-STARTTLS\r\n")) ||
         say(s, "250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n");
}

static int counters(struct session *s) {
  char text[100];
  snprintf(text, sizeof text, "250 msgs=%ld conns=%ld\r\n", __atomic_load_n(&messages, __ATOMIC_RELAXED),
           __atomic_load_n(&connections, __ATOMIC_RELAXED));
  return say(s, text);
}

static int take(struct session *s) {
  if (data(s)) return -1;
  __atomic_add_fetch(&messages, 1, __ATOMIC_RELAXED);
  if (delay_ms) usleep((useconds_t)delay_ms * 1000);
  return say(s, "250 2.0.0 taken\r\n");
}

/* Below 0 where the session is over. */
static int command(struct session *s, const char *said) {
  if (!strncasecmp(said, "EHLO", 4)) return hello(s) ? -1 : 0;
  if (!strncasecmp(said, "DATA", 4)) return take(s);
  if (!strncasecmp(said, "STARTTLS", 8) && context && !s->ssl) return start_tls(s);
  if (!strncasecmp(said, "XSTAT", 5)) return counters(s);
  if (!strncasecmp(said, "QUIT", 4)) {
    if (say(s, "221 2.0.0 bye\r\n") == 0) flush(s);
    return -1;
  }
  return say(s, "250 2.0.0 ok\r\n");
}

static void *serve(void *argument) {
  struct session *s = argument;
  int on = 1;
  setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  __atomic_add_fetch(&connections, 1, __ATOMIC_RELAXED);
  char *said = NULL;
  if (say(s, "220 sink.example.test ESMTP\r\n") == 0) said = line(s);
  while (said && command(s, said) == 0) said = line(s);
  if (s->ssl) SSL_free(s->ssl);
  close(s->fd);
  free(s);
  return NULL;
}

static void load(char **arguments, int count) {
  context = SSL_CTX_new(TLS_server_method());
  if (SSL_CTX_use_certificate_chain_file(context, arguments[2]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, arguments[3], SSL_FILETYPE_PEM) != 1) {
    ERR_print_errors_fp(stderr);
    exit(1);
  }
  SSL_CTX_set_session_id_context(context, (const unsigned char *)"sink", 4);
  if (count > 4) SSL_CTX_set_num_tickets(context, (size_t)atoi(arguments[4]));
}

static int listening(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, (void *)&any, sizeof any) || listen(fd, 4096)) {
    perror("sink");
    exit(1);
  }
  return fd;
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  signal(SIGPIPE, SIG_IGN);
  if (count > 3 && arguments[2][0]) load(arguments, count);
  if (count > 5) delay_ms = atol(arguments[5]);
  int listener = listening(atoi(arguments[1]));
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 128 * 1024);
  pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
  for (;;) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int fd = accept(listener, (void *)&peer, &length);
    if (fd < 0) continue;
    struct session *s = ntohl(peer.sin_addr.s_addr) >> 24 == 127 ? malloc(sizeof *s) : NULL;
    if (!s) {
      close(fd);
      continue;
    }
    s->fd = fd;
    s->ssl = NULL;
    s->start = s->end = s->unsent = 0;
    pthread_t thread;
    if (pthread_create(&thread, &small, serve, s)) {
      close(fd);
      free(s);
    }
  }
}
