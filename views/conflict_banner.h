// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/edit_conflict.h"
#include "models/time_format.h"

#include "views/card_frame.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace sentinai {

/// Somebody changed the exception while this person did: shows both and lets choose.
class ConflictBanner : public CardFrame {
  Q_OBJECT
public:
  ConflictBanner(const TimeFormat& timeFormat, const Theme& theme, QWidget* parent = nullptr);

  void showConflict(const EditConflict& conflict);

Q_SIGNALS:
  void theirsChosen();
  void yoursChosen();

private:
  void fillGrid();

  const TimeFormat& m_timeFormat;
  EditConflict m_conflict;
  QLabel* m_title;
  QWidget* m_table = nullptr;
  QPushButton* m_theirs;
  QPushButton* m_yours;
};

} // namespace sentinai
