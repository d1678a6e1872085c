namespace LeakFleet.Cli.Histograms;

/// <summary>Where <c>--save</c> puts histograms, if anywhere.</summary>
internal sealed class SaveTarget
{
    private readonly string? _path;
    private bool _overwrite;

    /// <exception cref="CommandException">It may not be written there.</exception>
    public SaveTarget(string? path, bool overwrite)
    {
        _path = path;
        _overwrite = overwrite;
        if (path is not null) HistogramFile.CheckTarget(path, overwrite);
    }

    /// <exception cref="CommandException">It cannot be written.</exception>
    public void Save(SavedHistogram histogram)
    {
        if (_path is null) return;
        HistogramFile.Save(histogram, _path, _overwrite);
        // From now on the file is this command's own.
        _overwrite = true;
    }
}
