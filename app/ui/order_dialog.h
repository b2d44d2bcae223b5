// The dialog of what is done to jobs: question, progress and outcome. UI thread only.
#pragma once

#include <string>

#include "table/order_flow.h"

namespace syncwall {

struct Frame;

struct OrderDialogState {
  std::string typed_count;
  int focus = 0;  // 0: the harmless button
  bool field_active = false, enters_field = false;
  int leaves_field = 0;  // for so many frames
  float height = 0;      // of the frame before, px
  OrderFlow::State state = OrderFlow::State::Closed;
};
void draw_order_dialog(Frame& frame);

}  // namespace syncwall
