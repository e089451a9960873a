# 問題の見せ方
problem-level-error = エラー
problem-level-warning = 注意
problem-hint = 直し方
problem-line = { $line }行目
problem-typed = 入力の{ $line }行目
problem-errors = エラー{ $count }件
problem-warnings = 注意{ $count }件
problem-both = { $errors }、{ $warnings }
problem-none = 問題はありません
problem-note-head = このおたよりで、直していただきたいところです。
problem-note-foot = 直して保存すると、このファイルは自動で消えます。
# 検査用の見本
problem-sample = 見本の「{ $name }」です
    .advice = 見本を直してください
