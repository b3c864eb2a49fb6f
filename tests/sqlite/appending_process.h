// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

namespace sentinai {

/// This test program once more, as another process that appends comments to one exception of the tenant "bank", batch
/// after batch, and writes a line for each batch that is committed.
class AppendingProcess {
public:
  AppendingProcess(const QString& path, const QString& exceptionId, int batches, int batchSize);
  ~AppendingProcess();

  /// Waits until at least `batches` are committed.
  [[nodiscard]] bool waitForBatches(int batches);

  /// Waits for the end and says whether all went well.
  [[nodiscard]] bool finish();

  void kill(); ///< At once, without a chance to tidy up.

  [[nodiscard]] int committed() const { return m_committed; } ///< Batches, as far as it told.

  /// The other process's main function, if that is what the arguments ask for.
  [[nodiscard]] static std::optional<int> runIfAsked(const QStringList& arguments);

private:
  QProcess m_process;
  int m_committed = 0;

  void countLines();
};

} // namespace sentinai
