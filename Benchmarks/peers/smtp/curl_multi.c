/* Hands distinct messages to a relay with libcurl's own SMTP, N easy handles in one multi.
   usage: curl_multi PORT CONNECTIONS MESSAGES BYTES
   Prints seconds, and its own CPU time in microseconds a message. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct transfer { CURL *easy; struct curl_slist *recipients; char *body; size_t length, at; };

static size_t supply(char *out, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    size_t rest = transfer->length - transfer->at, part = size * count < rest ? size * count : rest;
    memcpy(out, transfer->body + transfer->at, part);
    transfer->at += part;
    return part;
}

static void begin(CURLM *multi, struct transfer *transfer, long number, const char *url) {
    char recipient[64], subject[64];
    snprintf(recipient, sizeof recipient, "<c%ld@example.com>", number);
    memcpy(transfer->body, subject, snprintf(subject, sizeof subject, "Subject: message %09ld\r\n\r\n", number));
    curl_slist_free_all(transfer->recipients);
    transfer->recipients = curl_slist_append(NULL, recipient);
    transfer->at = 0;
    curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
    curl_easy_setopt(transfer->easy, CURLOPT_MAIL_FROM, "<news@example.com>");
    curl_easy_setopt(transfer->easy, CURLOPT_MAIL_RCPT, transfer->recipients);
    curl_easy_setopt(transfer->easy, CURLOPT_READFUNCTION, supply);
    curl_easy_setopt(transfer->easy, CURLOPT_READDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
    curl_multi_add_handle(multi, transfer->easy);
}

static double seconds(struct timespec time) { return time.tv_sec + time.tv_nsec / 1e9; }

int main(int count, char **words) {
    if (count != 5) return 64;
    char url[64];
    snprintf(url, sizeof url, "smtp://127.0.0.1:%s/localhost", words[1]);
    long connections = atol(words[2]), messages = atol(words[3]), bytes = atol(words[4]);
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
    struct transfer *transfers = calloc(connections, sizeof *transfers);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    long begun = 0, accepted = 0, ended = 0;
    for (long at = 0; at < connections && begun < messages; at++) {
        transfers[at].easy = curl_easy_init();
        transfers[at].length = bytes;
        transfers[at].body = malloc(bytes);
        for (long index = 0; index < bytes; index++) transfers[at].body[index] = index % 78 == 76 ? '\r' : index % 78 == 77 ? '\n' : 'x';
        begin(multi, &transfers[at], begun++, url);
    }
    int running = 1, left;
    while (ended < messages) {
        curl_multi_perform(multi, &running);
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left))) {
            struct transfer *transfer;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
            if (message->data.result == CURLE_OK) accepted++;
            ended++;
            curl_multi_remove_handle(multi, transfer->easy);
            if (begun < messages) begin(multi, transfer, begun++, url);
        }
        if (ended < messages) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("%.6f %.2f\n", seconds(end) - seconds(start), cpu * 1e6 / messages);
    return accepted == messages ? 0 : 1;
}
