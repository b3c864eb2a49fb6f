// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace sentinai {

/// The rows of a page of a window.
inline constexpr int kWindowPage = 200;

/// Some pages of a list that is too long to be held: page n has the rows from n * kWindowPage on, fewer than
/// kWindowPage only at the list's end. Where more pages would come together than fit, the one not used for longest
/// goes. Rows are found by their number and by their key, which `windowKey(const Row&)` gives.
template <typename Row>
class RowWindow {
public:
  using Key = std::decay_t<decltype(windowKey(std::declval<const Row&>()))>;

  static constexpr int kMostPages = 50;

  struct Page {
    std::vector<Row> rows;
    // As they were when the page was read, whatever has become of its rows since:
    std::optional<Row> previous;  ///< The row ahead of the page; absent where the list begins with it.
    std::optional<Row> following; ///< The row behind it; absent where the list ends with it.
    QString firstCursor;          ///< The place of the first row.
    QString lastCursor;
    quint64 reading = 0; ///< Tells pages that were read together from those read before.
  };

  explicit RowWindow(std::size_t mostPages = kMostPages)
      : m_mostPages(mostPages) {}

  /// Null if it is not held. Valid until the next change.
  [[nodiscard]] const Page* page(int number) const {
    const auto found = m_pages.find(number);
    return found == m_pages.end() ? nullptr : &found->second.page;
  }
  [[nodiscard]] Page* page(int number) { return const_cast<Page*>(std::as_const(*this).page(number)); }

  [[nodiscard]] const Row* at(int row) const {
    const Page* const found = row < 0 ? nullptr : page(row / kWindowPage);
    const auto place = static_cast<std::size_t>(row % kWindowPage);
    return found && place < found->rows.size() ? &found->rows[place] : nullptr;
  }
  [[nodiscard]] Row* at(int row) { return const_cast<Row*>(std::as_const(*this).at(row)); }

  [[nodiscard]] int rowOf(const Key& key) const { return m_rowByKey.value(key, -1); } ///< -1 if it is not held.

  [[nodiscard]] std::vector<int> pageNumbers() const { ///< Ascending.
    std::vector<int> numbers;
    for (const auto& [number, held] : m_pages) {
      numbers.push_back(number);
    }
    return numbers;
  }

  /// In place of the page of that number, if there is one.
  void put(int number, Page page) {
    drop(number);
    for (std::size_t i = 0; i < page.rows.size(); ++i) {
      m_rowByKey.insert(windowKey(page.rows[i]), number * kWindowPage + static_cast<int>(i));
    }
    m_pages.insert_or_assign(number, Held{std::move(page), ++m_clock});
    while (m_pages.size() > m_mostPages) {
      drop(std::min_element(m_pages.begin(), m_pages.end(), [](const auto& a, const auto& b) {
             return a.second.used < b.second.used;
           })->first);
    }
  }

  void touch(int number) { ///< It is in use.
    if (const auto found = m_pages.find(number); found != m_pages.end()) {
      found->second.used = ++m_clock;
    }
  }

  void drop(int number) {
    const auto found = m_pages.find(number);
    if (found == m_pages.end()) {
      return;
    }
    for (std::size_t i = 0; i < found->second.page.rows.size(); ++i) {
      forget(found->second.page.rows[i], number * kWindowPage + static_cast<int>(i));
    }
    m_pages.erase(found);
  }

  template <typename Predicate>
  void dropIf(Predicate predicate) {
    for (const int number : pageNumbers()) {
      if (predicate(number)) {
        drop(number);
      }
    }
  }

  /// The list has so many rows: there are none behind them.
  void cut(int rows) {
    dropIf([rows](int number) { return number * kWindowPage >= rows; });
    const int last = rows / kWindowPage;
    const auto kept = static_cast<std::size_t>(rows % kWindowPage);
    if (Page* const end = page(last); end && end->rows.size() > kept) {
      for (std::size_t i = kept; i < end->rows.size(); ++i) {
        forget(end->rows[i], last * kWindowPage + static_cast<int>(i));
      }
      end->rows.erase(end->rows.begin() + static_cast<std::ptrdiff_t>(kept), end->rows.end());
      end->reading = 0; // What is behind it is unknown now.
    }
  }

  void clear() {
    m_pages.clear();
    m_rowByKey.clear();
  }

private:
  struct Held {
    Page page;
    quint64 used = 0;
  };

  void forget(const Row& row, int number) {
    // While the list changes a row may be met on two pages; the last one read counts.
    const auto found = m_rowByKey.constFind(windowKey(row));
    if (found != m_rowByKey.constEnd() && *found == number) {
      m_rowByKey.erase(found);
    }
  }

  std::size_t m_mostPages;
  std::map<int, Held> m_pages;
  QHash<Key, int> m_rowByKey;
  quint64 m_clock = 0;
};

} // namespace sentinai
