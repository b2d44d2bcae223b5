// Reading PNGs, for the gallery's comparison. stb's own warnings are off for this file.
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#include <stb_image.h>
