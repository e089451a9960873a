//! A school's own theme: changed in one file, its faults told, nothing outside itself reached.

use otayori::words::Lang;

use super::*;

/// A school's own `themes/wakaba/` with this one file.
fn own_theme(file: &str, content: &str) -> (tempfile::TempDir, Result<Theme, Vec<Problem>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wakaba").join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    let theme = Theme::load("wakaba", Some(folder.path()));
    (folder, theme)
}

#[test]
fn a_school_can_change_one_file_of_a_theme() {
    let (_folder, theme) = own_theme("home.html", "<p>{{ school.name }}</p>");
    let theme = theme.unwrap();
    assert_eq!(render::home(&school(), &theme).unwrap(), "<p>ひまわり保育園</p>");
    assert_ne!(theme.hash(), wakaba().hash());
    assert!(render::not_found(&school(), &theme).unwrap().contains("ページがありません"));
}

fn place(problem: &Problem) -> (&str, u32, u32) {
    let place = problem.place.as_ref().expect("a place");
    (&place.file, place.line, place.column)
}

#[test]
fn a_fault_in_a_theme_is_shown_with_file_line_and_column() {
    let (_folder, theme) = own_theme("home.html", "<p>\n  {{ school.name </p>\n");
    let problems = theme.unwrap_err();
    assert_eq!(place(&problems[0]), ("themes/wakaba/home.html", 2, 18));
    assert_eq!(problems[0].place.as_ref().unwrap().shown, "  {{ school.name </p>");

    let (_folder, theme) = own_theme("home.html", "<p>\n{{ school.name | shout }}</p>\n");
    let problems = theme.unwrap_err();
    assert_eq!(place(&problems[0]).0, "themes/wakaba/home.html");
    assert_eq!(place(&problems[0]).1, 2);
    assert!(problems[0].what(Lang::Ja.words()).contains("shout"), "{problems:?}");

    let (_folder, theme) = own_theme("home.html", "<p>\n\n {{ nobody.name }}</p>\n");
    let problems = render::home(&school(), &theme.unwrap()).unwrap_err();
    assert_eq!(place(&problems[0]).0, "themes/wakaba/home.html");
    assert_eq!(place(&problems[0]).1, 3);

    let (_folder, theme) = own_theme(
        "theme.yaml",
        "title: x\npage-files: [style.css, nothing.css]\ncolours: {light: a, dark: b}\nphoto-sizes: {one: a, several: b}\n",
    );
    let problems = theme.unwrap_err();
    assert_eq!(place(&problems[0]), ("themes/wakaba/theme.yaml", 2, 25));

    // A colour of the message goes into a style: it is a colour and nothing else.
    let (_folder, theme) = own_theme(
        "theme.yaml",
        "title: x\npage-files: []\ncolours: {light: a, dark: b}\nphoto-sizes: {one: a, several: b}\nmessage:\n  light:\n    text: \"red; position: fixed\"\n",
    );
    let problems = theme.unwrap_err();
    assert_eq!(place(&problems[0]).0, "themes/wakaba/theme.yaml");
    assert_eq!(place(&problems[0]).1, 7, "{problems:?}");

    let (_folder, theme) = own_theme("notice.txt", "{{ title }}\n");
    let (_, problems) = drafted(&letter("遠足", vec![]), &theme.unwrap());
    assert_eq!((problems[0].id, problems[0].level), ("theme-notice-without-link", Level::Error));
}

#[test]
fn a_theme_reaches_nothing_outside_itself() {
    for name in ["../../etc", "..", "", "/etc", "wakaba/../wakaba", ".otayori", "nobody"] {
        let problems = Theme::load(name, Some(Path::new("/"))).unwrap_err();
        assert_eq!(problems[0].id, "theme-unknown", "{name}");
    }
    for include in ["/etc/passwd", "../../school.yaml", "notice.txt"] {
        let (_folder, theme) = own_theme("home.html", &format!("{{% include \"{include}\" %}}"));
        assert_eq!(theme.unwrap_err()[0].id, "theme-template-fault", "{include}");
    }
    // Nor can it declare a teacher's words to be HTML.
    let (_folder, theme) = own_theme("home.html", "{{ school.name | safe }}");
    let mut evil = school();
    evil.name = "<script>".into();
    assert_eq!(render::home(&evil, &theme.unwrap()).unwrap(), "&lt;script&gt;");
}

#[cfg(unix)]
#[test]
fn a_link_in_a_theme_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.html");
    fs::write(&secret, "secret").unwrap();
    fs::create_dir(folder.path().join("wakaba")).unwrap();
    std::os::unix::fs::symlink(&secret, folder.path().join("wakaba/home.html")).unwrap();
    let problems = Theme::load("wakaba", Some(folder.path())).unwrap_err();
    assert_eq!(problems[0].id, "theme-file-leads-outside");
    std::os::unix::fs::symlink(folder.path().join("wakaba"), folder.path().join("other")).unwrap();
    assert!(Theme::load("other", Some(folder.path())).is_err());
}
