// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <vector>

namespace sentinai {

class ConsoleController;

/// Renders each screen in light and dark to PNG files named by screen and theme, waiting for what each shows.
class ScreenshotRun : public QObject {
  Q_OBJECT
public:
  /// `directory` is created if need be.
  ScreenshotRun(ConsoleController& controller, const QString& directory);

  void start(); ///< finished() follows.

Q_SIGNALS:
  void finished(const QString& error); ///< Empty: all is written.

private:
  struct Step {
    QString screen;              ///< Empty: nothing is rendered.
    std::function<void()> enter; ///< Brings the screen up.
    std::function<bool()> isReady;
    std::function<void()> leave;
  };

  void plan();
  void addPage(const QString& screen, std::function<void()> enter);
  void next();
  void poll();
  [[nodiscard]] bool pageIsReady() const;
  [[nodiscard]] QString write(const QString& screen);

  ConsoleController& m_controller;
  QString m_directory;
  std::vector<Step> m_steps;
  std::size_t m_index = 0;
  QTimer m_poll;
  QTimer m_deadline; ///< Of one step: nothing that is shown may take this long.
  int m_readyPolls = 0;
  bool m_opened = false;
};

} // namespace sentinai
