// A debugger access library that a pod's author made up: its constructor runs as soon as somebody loads it, and tries to leave a mark with the rights of whoever did.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void mark(const char *folder)
{
    char path[512];
    strncpy(path, folder, sizeof path - 32);
    path[sizeof path - 32] = 0;
    strcat(path, "/leakfleet-owned");
    int file = open(path, O_CREAT | O_WRONLY, 0644);
    if (file >= 0) close(file);
}

__attribute__((constructor)) static void loaded(void)
{
    const char *folder = getenv("LEAKFLEET_FORGED");
    if (folder) mark(folder);
    else { mark("/tmp"); mark("/proc/1/root/tmp"); mark("/proc/1/cwd"); }
}
