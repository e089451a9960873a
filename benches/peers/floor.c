/* The floor: what libjpeg-turbo and libwebp need for the same outputs, and nothing else.
 *
 *   floor PHOTO.jpg STEM
 *
 * decodes the photo at the least scale that gives 1600 pixels upright width, and encodes STEM-1600.ppm,
 * STEM-960.ppm and STEM-480.ppm as progressive JPEG (quality 78, 4:2:0) and WebP (quality 75, method 4).
 * Resizing, colours and turning are left out. Prints the CPU milliseconds of these stages, files not read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <turbojpeg.h>
#include <webp/encode.h>

static double cpu(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static unsigned char *file(const char *name, unsigned long *length) {
    FILE *from = fopen(name, "rb");
    if (!from) { perror(name); exit(1); }
    fseek(from, 0, SEEK_END);
    *length = ftell(from);
    rewind(from);
    unsigned char *bytes = malloc(*length + 1);
    if (fread(bytes, 1, *length, from) != *length) exit(1);
    bytes[*length] = 0;
    fclose(from);
    return bytes;
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    unsigned long length;
    unsigned char *photo = file(arguments[1], &length);
    static const int widths[] = {1600, 960, 480};
    unsigned char *pixels[3];
    int across[3], down[3];
    for (int n = 0; n < 3; n++) {
        char name[4096];
        snprintf(name, sizeof name, "%s-%d.ppm", arguments[2], widths[n]);
        unsigned long bytes;
        unsigned char *ppm = file(name, &bytes);
        if (sscanf((char *)ppm, "P6 %d %d 255", &across[n], &down[n]) != 2) return 1;
        pixels[n] = ppm + bytes - 3UL * across[n] * down[n];
    }

    double start = cpu();
    tjhandle decoder = tjInitDecompress();
    int width, height, subsampling, colours;
    if (tjDecompressHeader3(decoder, photo, length, &width, &height, &subsampling, &colours)) return 1;
    int least = across[0] < down[0] == width < height ? across[0] : down[0];
    int scale = 8;
    while (scale > 1 && (width + scale - 1) / scale < least) scale /= 2;
    int w = (width + scale - 1) / scale, h = (height + scale - 1) / scale;
    unsigned char *decoded = malloc(3UL * w * h);
    if (tjDecompress2(decoder, photo, length, decoded, w, 0, h, TJPF_RGB, 0)) return 1;
    free(decoded);
    unsigned long total = 0;
    for (int n = 0; n < 3; n++) {
        tjhandle encoder = tjInitCompress();
        unsigned char *jpeg = NULL;
        unsigned long bytes = 0;
        if (tjCompress2(encoder, pixels[n], across[n], 0, down[n], TJPF_RGB, &jpeg, &bytes, TJSAMP_420, 78,
                        TJFLAG_PROGRESSIVE)) return 1;
        tjFree(jpeg);
        tjDestroy(encoder);
        unsigned char *webp;
        total += bytes + WebPEncodeRGB(pixels[n], across[n], down[n], across[n] * 3, 75, &webp);
        WebPFree(webp);
    }
    printf("%.1f %lu\n", cpu() - start, total);
    return 0;
}
