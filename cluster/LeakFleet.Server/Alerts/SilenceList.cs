namespace LeakFleet.Server.Alerts;

/// <summary>The silences, bounded; those that are over go.</summary>
internal sealed class SilenceList(int silencesMax)
{
    private readonly List<Silence> _silences = [];

    public IReadOnlyList<Silence> All => _silences;

    /// <summary>False when there are too many.</summary>
    public bool Add(Silence silence, DateTimeOffset now)
    {
        Expire(now);
        if (_silences.Count >= silencesMax) return false;
        _silences.Add(silence);
        return true;
    }

    public bool Remove(string id) => _silences.RemoveAll(s => s.Id == id) > 0;

    public bool Expire(DateTimeOffset now) => _silences.RemoveAll(s => s.EndsAt <= now) > 0;

    public IEnumerable<Silence> ActiveAt(DateTimeOffset now) => _silences.Where(s => s.StartsAt <= now && now < s.EndsAt);
}
