#include "window/partial_present.h"

#include <glad/gl.h>
// glad first: it stands in for the system's GL header.
#include <GLFW/glfw3.h>

#include <string_view>

namespace syncwall {

namespace {

// GLX by name: its headers, and GLFW's own way to the display, would tie the build to X11.
template <class Function>
Function glx(const char* name) {
  return reinterpret_cast<Function>(glfwGetProcAddress(name));
}

}  // namespace

PartialPresent::PartialPresent() {
  if (glfwGetCurrentContext() == nullptr || glfwExtensionSupported("GLX_MESA_copy_sub_buffer") == GLFW_FALSE) return;
  const auto display = glx<void* (*)()>("glXGetCurrentDisplay");
  const auto drawable = glx<unsigned long (*)()>("glXGetCurrentDrawable");
  if (display == nullptr || drawable == nullptr) return;
  display_ = display();
  drawable_ = drawable();
  const auto* const name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  const std::string_view renderer = name != nullptr ? name : "";
  software_ = renderer.starts_with("llvmpipe") || renderer.starts_with("softpipe");
  if (display_ != nullptr && drawable_ != 0) copy_ = glx<Copy>("glXCopySubBufferMESA");
}

void PartialPresent::show(int x, int y, int width, int height) const {
  copy_(display_, drawable_, x, y, width, height);
}

}  // namespace syncwall
