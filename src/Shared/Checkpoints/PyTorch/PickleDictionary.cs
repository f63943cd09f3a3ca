namespace Rrm.Checkpoints.PyTorch;

/// <summary>A dict or OrderedDict of a pickle, in its order. Entries whose key is no string, or one of more than 1,000 letters, are dropped: no name of a tensor is among them.</summary>
internal sealed class PickleDictionary
{
    // A longer one could be asked after, and walked through, a million times.
    private const int MaxKey = 1000;

    private OrderedDictionary<string, object>? entries;

    public IEnumerable<KeyValuePair<string, object>> Entries => entries ?? [];

    /// <summary>A key that came twice, and so has two values; null where none did. dill writes such dicts for the globals of functions; a state_dict is none.</summary>
    public string? Repeated { get; private set; }

    public object? Find(string key) => entries?.GetValueOrDefault(key);

    public void Add(object key, object value)
    {
        if (key is string { Length: <= MaxKey } name && !(entries ??= new(StringComparer.Ordinal)).TryAdd(name, value))
            Repeated ??= name;
    }
}
