//! Languages: how a program is built and run, as data.

use std::path::PathBuf;

/// A language. In `build`, `run` and `version`, the first word names a program: alternatives are parted by `|` and looked up on the search
/// path; `./` means the program's own folder. `{file}` is the source file, `{class}` its name without the ending, `{heap}` three quarters
/// of the question's memory in MB.
#[derive(Debug, Clone, PartialEq)]
pub struct Language {
    /// As questions and answers name it.
    pub name: String,
    /// The ending of its files, without a dot.
    pub ending: String,
    /// How a line of comment begins.
    pub comment: String,
    /// The name that the source file gets.
    pub file: String,
    /// The command that builds it; empty: none.
    pub build: Vec<String>,
    /// The command that runs it on one case.
    pub run: Vec<String>,
    /// The command that prints its version; empty: unknown.
    pub version: Vec<String>,
    /// Environment on top of PATH, HOME, LANG and TMPDIR.
    pub env: Vec<(String, String)>,
    /// Files that are written beside the source: name and text. `{major}` is the first number of the version.
    pub beside: Vec<(String, String)>,
    /// Files and folders that it reads besides the system's.
    pub readable: Vec<PathBuf>,
    /// Address space that its runtime reserves without using it, in MB, on top of the question's memory.
    pub reserve_mb: u64,
    /// Processes and threads that one program may have.
    pub processes: u64,
    /// What its runtime takes to start, in seconds, on top of the question's time.
    pub start_seconds: f64,
    /// What building may take, in seconds.
    pub build_seconds: f64,
    /// It comes from a settings file that was only found, in a folder that may be a stranger's: its commands run in a sandbox or not at all.
    pub found: bool,
}

impl Language {
    /// A language that needs no building.
    pub fn of(name: &str, ending: &str, comment: &str, run: &[&str]) -> Self {
        Self {
            name: name.into(),
            ending: ending.into(),
            comment: comment.into(),
            file: format!("main.{ending}"),
            build: Vec::new(),
            run: words(run),
            version: Vec::new(),
            env: Vec::new(),
            beside: Vec::new(),
            readable: Vec::new(),
            reserve_mb: 256,
            processes: 64,
            start_seconds: 0.0,
            build_seconds: 60.0,
            found: false,
        }
    }

    fn built(self, build: &[&str]) -> Self {
        Self { build: words(build), ..self }
    }

    fn version(self, version: &[&str]) -> Self {
        Self { version: words(version), ..self }
    }

    fn with_env(self, env: &[(&str, &str)]) -> Self {
        Self { env: env.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect(), ..self }
    }

    /// The programs that must be there, as written in its commands: each a list of alternatives.
    pub fn tools(&self) -> Vec<&str> {
        let mut tools: Vec<&str> = Vec::new();
        for command in [&self.build, &self.run] {
            if let Some(tool) = command.first().map(String::as_str).filter(|t| !t.starts_with("./"))
                && !tools.contains(&tool)
            {
                tools.push(tool);
            }
        }
        tools
    }
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|w| (*w).to_owned()).collect()
}

/// A console project for `dotnet build`.
const CSPROJ: &str = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType>\
<TargetFramework>net{major}.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><UseAppHost>false</UseAppHost>\
<InvariantGlobalization>true</InvariantGlobalization><AssemblyName>answer</AssemblyName></PropertyGroup></Project>\n";

/// The built-in languages. Where two have the same name, the first that is installed counts.
pub fn languages() -> Vec<Language> {
    let dotnet_env: &[(&str, &str)] = &[
        ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
        ("DOTNET_NOLOGO", "1"),
        ("DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "1"),
        ("DOTNET_CLI_HOME", ".cache"),
        ("DOTNET_EnableDiagnostics", "0"),
        // The collector reserves hundreds of gigabytes of addresses unless it knows the most it may use.
        ("DOTNET_GCHeapHardLimit", "0x18000000"),
        // Writing and executing through two mappings of one memory file, which the sandbox does not hand out.
        ("DOTNET_EnableWriteXorExecute", "0"),
    ];
    vec![
        Language::of("python", "py", "# ", &["python3|python", "-B", "{file}"])
            .version(&["python3|python", "--version"])
            .with_env(&[("PYTHONUTF8", "1"), ("PYTHONHASHSEED", "0")]),
        Language {
            reserve_mb: 4096,
            ..Language::of(
                "javascript",
                "js",
                "// ",
                &["node|nodejs", "--max-old-space-size={heap}", "{file}"],
            )
            .version(&["node|nodejs", "--version"])
        },
        Language {
            reserve_mb: 1024,
            build_seconds: 180.0,
            ..Language::of("go", "go", "// ", &["./main"])
                .built(&["go", "build", "-o", "main", "{file}"])
                .version(&["go", "version"])
                .with_env(&[
                    ("GOCACHE", "{home}/.cache/go"),
                    ("GOPATH", "{home}/.cache/gopath"),
                    ("GOENV", "off"),
                    ("GOFLAGS", "-p=2"),
                    ("GOPROXY", "off"),
                    ("GOTOOLCHAIN", "local"),
                    ("GOTELEMETRY", "off"),
                    ("CGO_ENABLED", "0"),
                ])
        },
        Language {
            file: "Main.java".into(),
            reserve_mb: 2048,
            processes: 128,
            start_seconds: 1.0,
            ..Language::of(
                "java",
                "java",
                "// ",
                &[
                    "java",
                    "-Xmx{heap}m",
                    "-XX:+UseSerialGC",
                    "-XX:ReservedCodeCacheSize=64m",
                    "-XX:CompressedClassSpaceSize=64m",
                    "-XX:-UsePerfData",
                    "-Dfile.encoding=UTF-8",
                    "-cp",
                    ".",
                    "{class}",
                ],
            )
            .built(&[
                "javac",
                "-J-Xmx512m",
                "-J-XX:+UseSerialGC",
                "-J-XX:-UsePerfData",
                "-J-XX:TieredStopAtLevel=1",
                "-encoding",
                "UTF-8",
                "-proc:none",
                "-nowarn",
                "-d",
                ".",
                "{file}",
            ])
            .version(&["javac", "-version"])
        },
        Language::of("c", "c", "// ", &["./main"])
            .built(&["cc|gcc|clang", "-O2", "-o", "main", "{file}", "-lm", "-pthread"])
            .version(&["cc|gcc|clang", "--version"]),
        Language {
            reserve_mb: 4096,
            processes: 128,
            start_seconds: 1.0,
            build_seconds: 120.0,
            beside: vec![("answer.csproj".into(), CSPROJ.into())],
            ..Language::of("csharp", "cs", "// ", &["dotnet", "out/answer.dll"])
                .built(&["dotnet", "build", "answer.csproj", "-c", "Release", "-o", "out", "-v", "q"])
                .version(&["dotnet", "--version"])
                .with_env(dotnet_env)
        },
        Language {
            reserve_mb: 1024,
            start_seconds: 1.0,
            ..Language::of("csharp", "cs", "// ", &["mono", "main.exe"])
                .built(&["mcs", "-out:main.exe", "{file}"])
                .version(&["mcs", "--version"])
        },
        Language {
            reserve_mb: 512,
            ..Language::of("ruby", "rb", "# ", &["ruby", "{file}"]).version(&["ruby", "--version"])
        },
        Language {
            reserve_mb: 512,
            ..Language::of(
                "php",
                "php",
                "// ",
                &["php", "-d", "display_errors=stderr", "-d", "memory_limit={heap}M", "{file}"],
            )
            .version(&["php", "--version"])
        },
        Language::of("rust", "rs", "// ", &["./main"])
            .built(&["rustc", "--edition", "2021", "-O", "-o", "main", "{file}"])
            .version(&["rustc", "--version"]),
    ]
}

/// The file that a Java program must be in: named after its public class, or after the class that holds `main`.
pub(super) fn java_file(source: &str) -> Option<String> {
    const KINDS: [&str; 4] = ["class", "record", "enum", "interface"];
    let cleaned = without_comments(source);
    let words: Vec<&str> = cleaned
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
        .filter(|w| !w.is_empty())
        .collect();
    let name = |i: usize| words.get(i + 1).filter(|_| KINDS.contains(&words[i])).copied();
    let public = words.iter().enumerate().filter(|(_, w)| **w == "public").find_map(|(i, _)| {
        (i + 1..(i + 4).min(words.len()))
            .take_while(|&j| {
                KINDS.contains(&words[j]) || matches!(words[j], "final" | "abstract" | "sealed" | "static")
            })
            .find_map(name)
    });
    let with_main = || {
        let main = words.windows(2).position(|w| w == ["void", "main"])?;
        (0..main).rev().find_map(name)
    };
    public.or_else(with_main).map(|name| format!("{name}.java"))
}

/// Java without its comments; texts in quotes stay, and may hold what looks like one.
fn without_comments(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(at) = rest.find('/') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |i| i + 2)
        } else {
            out.push('/');
            1
        };
        out.push(' ');
        rest = &rest[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_java_file_has_the_name_of_its_public_class() {
        for (source, file) in [
            ("public class Answer { public static void main(String[] a) {} }", Some("Answer.java")),
            ("class A {}\npublic final class B { }", Some("B.java")),
            ("record P(int x) {}\nclass Go { public static void main(String[] a) {} }", Some("Go.java")),
            ("// public class No {}\n/* public class Neither */ public record R(int a) {}", Some("R.java")),
            ("interface I {} class Main { static void main() {} }", Some("Main.java")),
            ("nothing here", None),
        ] {
            assert_eq!(java_file(source).as_deref(), file, "{source}");
        }
    }

    #[test]
    fn every_language_has_what_its_commands_need() {
        for language in languages() {
            assert!(!language.run.is_empty() && !language.version.is_empty(), "{}", language.name);
            assert!(language.file.ends_with(&format!(".{}", language.ending)), "{}", language.name);
            assert!(!language.tools().is_empty(), "{}", language.name);
        }
        let java = languages().into_iter().find(|l| l.name == "java");
        assert_eq!(java.expect("Java").tools(), ["javac", "java"]);
    }
}
