// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/import_page.h"

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTabWidget;

namespace sentinai {

class ImportModel;
class TextTableView;
class Theme;

/// Steps 3 and 4, which look alike: a run over the whole file with progress and the way to end it, then what came of
/// it, with the rows that could not be used. The check writes nothing; the import does.
class ImportRunPage : public ImportPage {
  Q_OBJECT
public:
  enum class Kind : quint8 { Check, Import };

  /// References must outlive the page.
  ImportRunPage(ImportModel& model, const Theme& theme, Kind kind, QWidget* parent = nullptr);

  [[nodiscard]] QString title() const override;
  void enter() override;
  [[nodiscard]] bool isComplete() const override;
  [[nodiscard]] QString hint() const override;
  [[nodiscard]] QString nextText() const override;

private:
  void start();
  void saveRejects();
  void showSaved(const QString& text, bool well);
  void showModel();
  void showProgress();
  void applyTheme();
  [[nodiscard]] bool isRunning() const;
  [[nodiscard]] QString headline() const;
  [[nodiscard]] QString details() const;

  ImportModel& m_model;
  const Theme& m_theme;
  Kind m_kind;
  QLabel* m_headline;
  QLabel* m_details;
  QCheckBox* m_skipExisting;
  QProgressBar* m_bar;
  QLabel* m_rate;
  QPushButton* m_cancel;
  QPushButton* m_again;
  QTabWidget* m_tabs;
  TextTableView* m_rejects;
  TextTableView* m_warnings;
  QPushButton* m_save;
  QLabel* m_saved;
  bool m_saveFailed = false;
};

} // namespace sentinai
