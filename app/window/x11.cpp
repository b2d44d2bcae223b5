#include "window/x11.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace syncwall {

namespace {

using Display = void;
using XId = unsigned long;

// The layout of Xlib's XErrorEvent, the same since 1987.
struct XError {
  int type;
  Display* display;
  XId resource;
  unsigned long serial;
  unsigned char code, request, minor;
};
using ErrorHandler = int (*)(Display*, XError*);

template <class Function>
Function x11(const char* name) {
  // Stays loaded: GLFW has it too.
  static void* const library = ::dlopen("libX11.so.6", RTLD_LAZY);
  return library != nullptr ? reinterpret_cast<Function>(::dlsym(library, name)) : nullptr;
}

ErrorHandler set_handler(ErrorHandler handler) {
  const auto set = x11<ErrorHandler (*)(ErrorHandler)>("XSetErrorHandler");
  return set != nullptr ? set(handler) : nullptr;
}

int pass_over(Display*, XError*) { return 0; }

int print_error(Display* display, XError* error) {
  constexpr int kMostTold = 5;
  static int told = 0;
  if (++told > kMostTold) return 0;
  std::array<char, 128> text{};
  if (const auto words = x11<int (*)(Display*, int, char*, int)>("XGetErrorText"))
    words(display, error->code, text.data(), static_cast<int>(text.size()));
  std::fprintf(stderr, "syncwall: an X error was passed over: %s (request %d)%s\n", text.data(), error->request,
               told == kMostTold ? "; more of them are not told" : "");
  return 0;
}

// The window that a property of another window names; 0: none.
XId window_in(Display* display, XId of, XId property) {
  constexpr XId kAnyType = 0;
  constexpr int kSuccess = 0, kBits = 32;
  XId type = 0;
  int format = 0;
  unsigned long items = 0, left = 0;
  unsigned char* data = nullptr;
  const auto read = x11<int (*)(Display*, XId, XId, long, long, int, XId, XId*, int*, unsigned long*, unsigned long*,
                                unsigned char**)>("XGetWindowProperty");
  const int status = read(display, of, property, 0, 1, 0, kAnyType, &type, &format, &items, &left, &data);
  XId window = 0;
  // Xlib hands out 32 bits as a long.
  if (status == kSuccess && format == kBits && items == 1) window = *reinterpret_cast<const unsigned long*>(data);
  if (data != nullptr) x11<int (*)(void*)>("XFree")(data);
  return window;
}

}  // namespace

FirstConnection::FirstConnection() {
  if (const auto open = x11<Display* (*)(const char*)>("XOpenDisplay")) display_ = open(nullptr);
  if (display_ == nullptr) return;
  const ErrorHandler before = set_handler(pass_over);
  const XId root = x11<XId (*)(Display*)>("XDefaultRootWindow")(display_);
  const XId mark = x11<XId (*)(Display*, const char*, int)>("XInternAtom")(display_, "_NET_SUPPORTING_WM_CHECK", 1);
  // The window that the root names has to name itself.
  const XId named = mark != 0 ? window_in(display_, root, mark) : 0;
  if (named != 0 && window_in(display_, named, mark) != named)
    x11<int (*)(Display*, XId, XId)>("XDeleteProperty")(display_, root, mark);
  x11<int (*)(Display*, int)>("XSync")(display_, 0);
  set_handler(before);
}

FirstConnection::~FirstConnection() {
  if (display_ != nullptr) x11<int (*)(Display*)>("XCloseDisplay")(display_);
}

void survive_x_errors() {
  if (glfwGetCurrentContext() != nullptr && glfwGetProcAddress("glXGetCurrentDisplay") != nullptr)
    set_handler(print_error);
}

std::size_t largest_clipboard(std::size_t most) {
  constexpr std::size_t kHeader = 256, kUnit = 4;
  const auto current = reinterpret_cast<Display* (*)()>(glfwGetProcAddress("glXGetCurrentDisplay"));
  Display* const display = current != nullptr ? current() : nullptr;
  if (display == nullptr) return most;
  std::size_t units = 0;
  for (const char* name : {"XExtendedMaxRequestSize", "XMaxRequestSize"}) {
    const auto size = x11<long (*)(Display*)>(name);
    if (units == 0 && size != nullptr) units = static_cast<std::size_t>(std::max(size(display), 0L));
  }
  return units == 0 ? most : std::min(most, units * kUnit - kHeader);
}

}  // namespace syncwall
