// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/edit_conflict.h"
#include "models/time_format.h"

#include <QFrame>

class QGridLayout;
class QLabel;
class QPushButton;

namespace sentinai {

class Theme;

/// Somebody changed the exception while this person did: shows both and lets choose.
class ConflictBanner : public QFrame {
  Q_OBJECT
public:
  ConflictBanner(const TimeFormat& timeFormat, const Theme& theme, QWidget* parent = nullptr);

  void showConflict(const EditConflict& conflict);

Q_SIGNALS:
  void theirsChosen();
  void yoursChosen();

private:
  void fillGrid();
  void restyle();

  const TimeFormat& m_timeFormat;
  const Theme& m_theme;
  EditConflict m_conflict;
  QLabel* m_title;
  QWidget* m_table = nullptr;
  QPushButton* m_theirs;
  QPushButton* m_yours;
};

} // namespace sentinai
