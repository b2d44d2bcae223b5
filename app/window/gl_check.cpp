#include "window/gl_check.h"

#include <glad/gl.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace syncwall {

namespace {

std::string name_of(GLenum error) {
  switch (error) {
    case GL_INVALID_ENUM:
      return "GL_INVALID_ENUM";
    case GL_INVALID_VALUE:
      return "GL_INVALID_VALUE";
    case GL_INVALID_OPERATION:
      return "GL_INVALID_OPERATION";
    case GL_INVALID_FRAMEBUFFER_OPERATION:
      return "GL_INVALID_FRAMEBUFFER_OPERATION";
    case GL_OUT_OF_MEMORY:
      return "GL_OUT_OF_MEMORY";
    default:
      return "error " + std::to_string(error);
  }
}

bool wanted() {
  const char* const value = std::getenv("SYNCWALL_CHECK_GL");
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace

std::string gl_errors() {
  std::string text;
  constexpr int kMost = 16;  // a lost context says the same for ever
  for (int i = 0; i < kMost; ++i) {
    const GLenum error = glGetError();
    if (error == GL_NO_ERROR) break;
    text += (text.empty() ? "" : ", ") + name_of(error);
  }
  return text;
}

void check_gl(const char* where) {
  static const bool on = wanted();
  if (!on) return;
  const std::string errors = gl_errors();
  if (errors.empty()) return;
  std::fprintf(stderr, "syncwall: OpenGL error at %s: %s\n", where, errors.c_str());
  std::abort();
}

}  // namespace syncwall
