using System.Text;

namespace Linkspan.Cli.Output;

/// <summary>Lays columns out: as wide as their widest cell, three blanks between, none at a line's end.</summary>
internal static class Table
{
    private const int Gap = 3;

    /// <summary>Returns the table with its headings.</summary>
    public static string Render(string[] headings, List<string[]> rows, Terminal terminal)
    {
        int[] widths = Array.ConvertAll(headings, Width);
        foreach (string[] row in rows)
        {
            for (int column = 0; column < widths.Length; column++)
            {
                widths[column] = Math.Max(widths[column], Width(row[column]));
            }
        }

        var text = new StringBuilder();
        Line(headings, heading => terminal.Paint(heading, 1));
        foreach (string[] row in rows)
        {
            Line(row, cell => cell.StartsWith('✗') ? terminal.Paint(cell, 31) : cell.StartsWith('✓') ? terminal.Paint(cell, 32) : cell);
        }

        return text.ToString();

        void Line(string[] cells, Func<string, string> paint)
        {
            int last = Array.FindLastIndex(cells, static cell => cell.Length > 0);
            for (int column = 0; column <= last; column++)
            {
                text.Append(paint(cells[column]));
                if (column < last)
                {
                    text.Append(' ', widths[column] - Width(cells[column]) + Gap);
                }
            }

            text.Append('\n');
        }
    }

    /// <summary>Cells of the terminal that a text takes; combining marks take none, East Asian wide characters two.</summary>
    private static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Rune.GetUnicodeCategory(rune) switch
            {
                System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.EnclosingMark => 0,
                _ => rune.Value is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xff00 and <= 0xff60) or >= 0x1f300 ? 2 : 1,
            };
        }

        return width;
    }
}
