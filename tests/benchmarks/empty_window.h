// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QApplication;

namespace sentinai {

/// A main window with nothing but a small table: what Qt itself takes. Says "painted" and the memory held, in kB, on
/// standard output once the table has been painted, and returns.
int runEmptyWindow(QApplication& application);

} // namespace sentinai
