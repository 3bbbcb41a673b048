//! Tables as text that is Markdown too.

/// Prints a table: the first column to the left, the others to the right.
pub fn table(head: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([head[column].chars().count(), 3]).max().unwrap_or(3)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(&widths).enumerate().map(|(at, (cell, &width))| match at {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
    };
    line(&head.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    let rule =
        widths.iter().enumerate().map(|(at, &width)| if at == 0 { "-".repeat(width) } else { "-".repeat(width - 1) + ":" });
    println!("| {} |", rule.collect::<Vec<_>>().join(" | "));
    rows.iter().for_each(|row| line(row));
    println!();
}

/// `× 1.23`, with more digits where it is small.
#[must_use]
pub fn times(ratio: f64) -> String {
    if ratio < 10.0 { format!("× {ratio:.2}") } else { format!("× {ratio:.0}") }
}
