namespace Rrm.Checkpoints.PyTorch;

/// <summary>A dict or OrderedDict of a pickle, in its order. Entries whose key is no string are dropped: no name of a tensor is among them.</summary>
internal sealed class PickleDictionary
{
    private OrderedDictionary<string, object>? entries;

    public IEnumerable<KeyValuePair<string, object>> Entries => entries ?? [];

    /// <summary>A key that came twice, and so has two values; null where none did. dill writes such dicts for the globals of functions; a state_dict is none.</summary>
    public string? Repeated { get; private set; }

    public object? Find(string key) => entries?.GetValueOrDefault(key);

    public void Add(object key, object value)
    {
        if (key is string name && !(entries ??= new(StringComparer.Ordinal)).TryAdd(name, value))
            Repeated ??= name;
    }
}
