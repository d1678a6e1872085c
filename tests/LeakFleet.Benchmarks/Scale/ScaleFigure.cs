using System.Globalization;
using System.Text;

namespace LeakFleet.Benchmarks.Scale;

/// <summary>What fleets of a thousand to a million processes need, as a drawing: both axes in powers of ten.</summary>
internal static class ScaleFigure
{
    private const int Width = 720;
    private const int Height = 420;
    private const int Left = 60;
    private const int Right = 190;
    private const int Top = 20;
    private const int Bottom = 50;
    private const double XMin = 3;
    private const double XMax = 6;
    private const double YMin = -2;
    private const double YMax = 4;

    public static string Draw(ScaleModel model)
    {
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">");
        Line(svg, $"<title>What a fleet needs, by its processes</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>");
        for (var power = XMin; power <= XMax; power++)
        {
            Line(svg, $"<line x1=\"{X(power):0.#}\" y1=\"{Top}\" x2=\"{X(power):0.#}\" y2=\"{Height - Bottom}\" stroke=\"#ddd\"/>");
            Line(svg, $"<text x=\"{X(power):0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{Math.Pow(10, power):N0}</text>");
        }

        for (var power = YMin; power <= YMax; power++)
        {
            Line(svg, $"<line x1=\"{Left}\" y1=\"{Y(power):0.#}\" x2=\"{Width - Right}\" y2=\"{Y(power):0.#}\" stroke=\"#ddd\"/>");
            Line(svg, $"<text x=\"{Left - 6}\" y=\"{Y(power) + 4:0.#}\" text-anchor=\"end\">{Math.Pow(10, power):#,0.##}</text>");
        }

        Line(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\">processes</text>");
        Curve(svg, "#1b6ca8", "memory, GB", n => model.Of(n).MemoryBytes / 1e9);
        Curve(svg, "#b5532a", "silos", n => model.Of(n).Silos);
        Curve(svg, "#4a7c3a", "network in, MB/s", n => model.Of(n).NetworkBytesPerSecond / 1e6);
        Curve(svg, "#7a4a9c", "database, MB/s at 30 s", n => model.WrittenBytesPerSecond(n, 30) / 1e6);
        Curve(svg, "#b08fc4", "database, MB/s at 600 s", n => model.WrittenBytesPerSecond(n, 600) / 1e6);
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Curve(StringBuilder svg, string colour, string name, Func<double, double> value)
    {
        var points = Enumerable.Range(0, 61).Select(i => XMin + i * (XMax - XMin) / 60)
            .Select(x => (X: X(x), Y: Y(Math.Clamp(Math.Log10(value(Math.Pow(10, x))), YMin, YMax)))).ToList();
        Line(svg, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")))}\"/>");
        Line(svg, $"<text x=\"{Width - Right + 6}\" y=\"{points[^1].Y + 4:0.#}\" fill=\"{colour}\">{name}</text>");
    }

    private static double X(double power) => Left + (power - XMin) / (XMax - XMin) * (Width - Left - Right);

    private static double Y(double power) => Height - Bottom - (power - YMin) / (YMax - YMin) * (Height - Top - Bottom);

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
