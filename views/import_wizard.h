// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace sentinai {

class ImportModel;
class ImportPage;
class Theme;

/// Leads through an import: file, mapping, check, import. Not modal: the console goes on beside it. Closing it while
/// the import runs asks first, and then waits, without blocking, for the import to have ended.
class ImportWizard : public QDialog {
  Q_OBJECT
public:
  /// References must outlive the wizard.
  ImportWizard(ImportModel& model, const Theme& theme, QWidget* parent = nullptr);

  /// Starts with this file.
  void openFile(const QString& path);

  /// Closes by way of the question, if there is one.
  void reject() override;

Q_SIGNALS:
  /// The user wants to see what was imported.
  void showImported();

protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

private:
  void goTo(int page);
  void goOn();
  void showModel();
  void askToCancel();
  void applyTheme();
  [[nodiscard]] ImportPage* page(int index) const;

  ImportModel& m_model;
  const Theme& m_theme;
  QLabel* m_steps;
  QStackedWidget* m_pages;
  QLabel* m_hint;
  QPushButton* m_back;
  QPushButton* m_next;
  QPushButton* m_show;
  QPushButton* m_close;
  bool m_closing = false; ///< As soon as the import has ended.
};

} // namespace sentinai
