using System.Globalization;
using System.Text.Json;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Configuration;

/// <summary>
/// One object of the configuration file, read member by member. Every fault is noted with its place and reading goes on, so that a person mends all of
/// them at once; members that nobody read are faults too, since a misspelt setting that is ignored does something else than was meant.
/// </summary>
internal sealed class ConfigNode
{
    private const int NameCharsShown = 64;

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly List<string> _faults;

    private ConfigNode(JsonElement element, string path, List<string> faults)
    {
        _path = path;
        _faults = faults;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fault(path, "must be an object in braces");
            return;
        }

        foreach (var member in element.EnumerateObject())
            if (!_members.TryAdd(member.Name, member.Value)) Fault(PathOf(member.Name), "is there twice");
    }

    public static ConfigNode Root(JsonElement element, List<string> faults) => new(element, "", faults);

    public bool Has(string name) => _members.ContainsKey(name);

    public string PathOf(string name) => _path.Length == 0 ? Printable.Show(name, NameCharsShown) : $"{_path}.{Printable.Show(name, NameCharsShown)}";

    public void Fault(string path, string what) => _faults.Add(path.Length == 0 ? what : $"{path}: {what}");

    public void FaultAt(string name, string what) => Fault(PathOf(name), what);

    public string? Text(string name)
    {
        if (!TryTake(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text) return text;
        FaultAt(name, "must be a text that is not empty");
        return null;
    }

    public string Needed(string name)
    {
        if (!Has(name)) FaultAt(name, "is missing");
        return Text(name) ?? "";
    }

    public string Choice(string name, string usual, params string[] choices)
    {
        if (Text(name) is not { } text) return usual;
        if (Array.IndexOf(choices, text) >= 0) return text;
        FaultAt(name, $"'{Printable.Show(text, NameCharsShown)}' is none of {string.Join(", ", choices)}");
        return usual;
    }

    public int Number(string name, int usual, int min, int max)
    {
        if (!TryTake(name, out var value)) return usual;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max) return number;
        FaultAt(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return usual;
    }

    public bool Flag(string name, bool usual)
    {
        if (!TryTake(name, out var value)) return usual;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        FaultAt(name, "must be true or false");
        return usual;
    }

    public TimeSpan Time(string name, TimeSpan usual, TimeSpan min, TimeSpan max)
    {
        if (Text(name) is not { } text) return usual;
        if (ConfigDuration.TryParse(text, out var time) && time >= min && time <= max) return time;
        FaultAt(name, $"'{Printable.Show(text, NameCharsShown)}' is not a duration from {ConfigDuration.Show(min)} to {ConfigDuration.Show(max)} (write 45s, 10m, 1h30m)");
        return usual;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (!TryTake(name, out var value)) return [];
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } one) return [one];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String && v.GetString()!.Length > 0))
            return [.. value.EnumerateArray().Select(v => v.GetString()!)];
        FaultAt(name, "must be a text, or a list of texts in brackets");
        return [];
    }

    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!TryTake(name, out var value)) return map;
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(m => m.Value.ValueKind == JsonValueKind.String))
            foreach (var member in value.EnumerateObject()) map[member.Name] = member.Value.GetString()!;
        else FaultAt(name, "must be an object whose values are texts");
        return map;
    }

    public ConfigNode? Object(string name) => TryTake(name, out var value) ? new ConfigNode(value, PathOf(name), _faults) : null;

    public IReadOnlyList<ConfigNode> Objects(string name, int countMax)
    {
        if (!TryTake(name, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            FaultAt(name, "must be a list in brackets");
            return [];
        }

        if (value.GetArrayLength() > countMax) FaultAt(name, string.Create(CultureInfo.InvariantCulture, $"has more than {countMax} entries"));
        return [.. value.EnumerateArray().Take(countMax).Select((element, i) => new ConfigNode(element, string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}[{i}]"), _faults))];
    }

    /// <summary>After everything was read: what is left over was misspelt.</summary>
    public void Close()
    {
        foreach (var name in _members.Keys.Where(name => !_read.Contains(name)).Order(StringComparer.Ordinal)) FaultAt(name, "is not a setting");
    }

    private bool TryTake(string name, out JsonElement value)
    {
        _read.Add(name);
        return _members.TryGetValue(name, out value);
    }
}
